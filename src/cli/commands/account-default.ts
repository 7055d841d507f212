import { message } from '../../i18n/messages.ts';
import { accountNamed, configOfAnyAccount } from '../choose-account.ts';
import { defineCommand } from '../define-command.ts';
import { accountName } from '../flags.ts';

/** `account default [NAME]`: shows or sets the account that commands use where nothing else names one. */
export const accountDefault = defineCommand({
  name: 'default',
  arguments: '[name]',
  reads: { name: accountName },
  flags: { '--none': true },
  example: 'account default shop',
  opens: 'accounts',
  refuses: ({ none }, name) => (none && name !== undefined ? message('name_or_none', {}) : undefined),
  async run({ terminal, registry, flags: { none } }, name) {
    const config = configOfAnyAccount();
    if (name !== undefined) accountNamed(await registry.all(), name);
    if (none || name !== undefined) await registry.setDefault(name);
    const { defaultName } = await registry.all();
    terminal.show(
      defaultName === undefined
        ? message('no_default_account', {})
        : message('default_account', { account: defaultName }),
    );
    if (config.accountName !== undefined)
      terminal.show(message('setting_before_default', { account: config.accountName }));
    else if (config.bridge.clientId !== undefined) terminal.show(message('environment_before_default', {}));
    return { result: { default: defaultName ?? null } };
  },
});
