import { resolve } from 'node:path';
import { backUp, verifyBackup } from '../../actions/operate/back-up.ts';
import { moment } from '../../domain/dates/zone-time.ts';
import { message } from '../../i18n/messages.ts';
import { usingLedger } from '../batch-of.ts';
import { defineCommand } from '../define-command.ts';
import { configOf, type SandboxFlags, sandboxFlags } from '../flags.ts';
import type { Terminal } from '../terminal.ts';

/** `backup FILE`: writes the account's ledger to a file while workers may go on; with `--verify`, checks that such a file is whole. */
export const backup = defineCommand({
  name: 'backup',
  arguments: '<file>',
  flags: { ...sandboxFlags, '--verify': true },
  example: 'backup ledger-2026-12-01.gz',
  async run({ terminal, flags }, file) {
    const path = resolve(file);
    const contents = flags.verify ? await verifyBackup(path) : await make(terminal, flags, path);
    const { account, at, batches, items, keys, digest } = contents;
    terminal.show(message('backup_is_whole', { path, account, at: moment(at), batches }));
    if (keys.length > 0) terminal.show(message('backup_opens_with', { keys }));
    return { result: { file: path, account, at, batches, items, keys, digest } };
  },
});

async function make(terminal: Terminal, flags: SandboxFlags, path: string) {
  return usingLedger(terminal, configOf(terminal, flags), flags, 'reads', async (open) => {
    return await backUp(open.context.ledger, open.account.id, path, open.vault);
  });
}
