import { resolve } from 'node:path';
import { readConfig, readEnvironment } from '../../config.ts';
import { accountId } from '../../domain/account.ts';
import { type AppError, fail } from '../../domain/failure.ts';
import {
  type AccountSetting,
  accountSettings,
  clientIdSchema,
  type NamedAccount,
  namedAccountSchema,
  type SecretPlace,
  secretPathSchema,
  secretVariableSchema,
  settingTextSchema,
  variablesOf,
} from '../../domain/named-account.ts';
import { readCredential } from '../../domain/settings/setting-values.ts';
import { isSetting } from '../../domain/settings/settings.ts';
import { message } from '../../i18n/messages.ts';
import { mostAccounts, type RegisteredAccounts } from '../../wiring/accounts.ts';
import { realClock } from '../../wiring.ts';
import { askSecret } from '../ask-word.ts';
import { accountNamed, type OpenRegistry } from '../choose-account.ts';
import { defineCommand } from '../define-command.ts';
import type { FlagsOf } from '../flag-specs.ts';
import { accountName } from '../flags.ts';
import { person } from '../person.ts';
import { type Terminal, usageWrong } from '../terminal.ts';
import { changedMeanwhile } from './account-sign.ts';

const addFlags = {
  '--client-id <id>': clientId,
  '--secret-file <path>': { parse: secretPath, conflicts: ['secretEnv', 'store'] },
  '--secret-env <variable>': { parse: variable, conflicts: ['secretFile', 'store'] },
  '--store': true,
  '--set <setting=value>': setting,
  '--change': true,
} as const;

type AddFlags = FlagsOf<typeof addFlags>;

/** `account add NAME`: adds an application of Bridge to the registry under a name, once its settings are checked. */
export const accountAdd = defineCommand({
  name: 'add',
  arguments: '<name>',
  reads: { name: accountName },
  flags: addFlags,
  example: 'account add shop --client-id 4f5c --secret-file /run/secrets/shop',
  opens: 'accounts to change',
  async run({ terminal, registry, flags }, name) {
    const before = beforeOf(await registry.all(), name, flags);
    const account = await accountFrom(terminal, registry, name, flags, before);
    const isStored = await (before === undefined ? registry.add(account) : registry.replace(before, account));
    if (!isStored) throw before === undefined ? nameTaken(name) : changedMeanwhile(name);
    terminal.show(
      before === undefined
        ? message('account_added', { account: name, id: account.id })
        : message('account_changed', { account: name }),
      message('workers_follow', {}),
    );
    const { failure } = await registry.variablesOf(account);
    if (failure !== undefined) terminal.show(message('warning_failure', { failure }));
    return { result: { accountName: name, account: account.id, secretHere: failure === undefined } };
  },
});

/** The account to change; undefined where the command adds one. Throws where a new name is taken or the registry is full. */
function beforeOf(
  registered: RegisteredAccounts,
  name: string,
  { change }: AddFlags,
): NamedAccount | undefined {
  if (change) return accountNamed(registered, name);
  const { accounts, unsigned, unreadable } = registered;
  const taken = [...accounts, ...unsigned.map(({ account }) => account)].map((one) => one.name);
  if ([...taken, ...unreadable].includes(name)) throw nameTaken(name);
  if (accounts.length < mostAccounts) return undefined;
  throw usageWrong(message('accounts_at_most', { count: mostAccounts }));
}

function nameTaken(name: string): AppError {
  return fail('account_known', message('named', { name }));
}

async function accountFrom(
  terminal: Terminal,
  registry: OpenRegistry,
  name: string,
  flags: AddFlags,
  before: NamedAccount | undefined,
): Promise<NamedAccount> {
  const clientId = flags.clientId ?? before?.clientId;
  if (clientId === undefined) throw usageWrong(message('client_id_needed', {}));
  // An empty value removes a setting.
  const set = Object.entries({ ...before?.settings, ...flags.set }).filter(([, value]) => value !== '');
  const settings = namedAccountSchema.shape.settings.parse(Object.fromEntries(set));
  // `secret` stands in for the real one, which is checked where it is read.
  const config = readConfig({ ...readEnvironment(), ...variablesOf({ name, clientId, settings }, 'secret') });
  const { baseUrl } = config.bridge;
  const id = accountId(new URL(baseUrl).host, clientId);
  const { accounts } = await registry.all();
  const other = accounts.find((one) => one.id === id && one.name !== name);
  if (other !== undefined) throw nameTaken(other.name);
  if (before !== undefined && before.id !== id)
    throw usageWrong(message('other_application', { account: name }));
  const secret = (await placeOf(terminal, registry, id, flags)) ?? before?.secret;
  if (secret === undefined) throw usageWrong(message('secret_place_needed', {}));
  // The id depends on the host, so the account stores it: the environment of another machine may name another.
  const own = { ...settings, BRIDGE_BASE_URL: baseUrl };
  return { name, id, clientId, secret, settings: own, addedAt: realClock.now(), addedBy: person() };
}

/** Where the secret is, by the flags; undefined where no flag names a place. */
async function placeOf(
  terminal: Terminal,
  registry: OpenRegistry,
  id: string,
  { secretFile, secretEnv, store }: AddFlags,
): Promise<SecretPlace | undefined> {
  if (secretFile !== undefined) return { kind: 'file', path: secretFile };
  if (secretEnv !== undefined) return { kind: 'variable', variable: secretEnv };
  if (!store) return undefined;
  registry.refuseWithoutKey();
  const secret = readCredential(await askSecret(terminal, message('question_secret', {})));
  if (secret === undefined) throw usageWrong(message('secret_one_word', {}));
  return { kind: 'stored', sealed: registry.seal(id, secret) };
}

function clientId(text: string): string {
  const { data: id } = clientIdSchema.safeParse(text);
  if (id === undefined) throw usageWrong(message('must_be_client_id', {}));
  return id;
}

/** Resolves the path against the current folder. */
function secretPath(text: string): string {
  const { data: path } = secretPathSchema.safeParse(resolve(text));
  if (path === undefined) throw usageWrong(message('must_be_plain_path', {}));
  return path;
}

function variable(text: string): string {
  if (!secretVariableSchema.safeParse(text).success) throw usageWrong(message('must_be_variable', {}));
  if (isSetting(text)) throw usageWrong(message('variable_is_setting', { variable: text }));
  return text;
}

type OwnSettings = Partial<Record<AccountSetting, string>>;

/** Parses `NAME=value` and adds it to the settings of earlier `--set` flags. */
function setting(text: string, before: OwnSettings = {}): OwnSettings {
  const [, word = '', value = ''] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  const name = accountSettings.find((one) => one === word);
  const isGood = value.trim() === '' || settingTextSchema.safeParse(value.trim()).success;
  if (name === undefined || !isGood)
    throw usageWrong(message('must_be_setting', { settings: accountSettings }));
  return { ...before, [name]: value.trim() };
}
