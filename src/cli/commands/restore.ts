import { resolve } from 'node:path';
import { restoreLedger } from '../../actions/operate/back-up.ts';
import { moment } from '../../domain/dates/zone-time.ts';
import { message } from '../../i18n/messages.ts';
import type { OpenAccount } from '../../wiring.ts';
import { defineCommand, type Outcome } from '../define-command.ts';
import { sandboxFlags } from '../flags.ts';
import type { Terminal } from '../terminal.ts';

/** `restore FILE`: restores a backup into an empty ledger; with `--abandon`, removes a restore that did not finish. */
export const restore = defineCommand({
  name: 'restore',
  arguments: '[file]',
  flags: { '--abandon': true, ...sandboxFlags },
  example: 'restore ledger-2026-12-01.gz',
  opens: 'ledger to restore',
  refuses: ({ abandon = false }, file) =>
    (file === undefined) !== abandon ? message('file_or_abandon', {}) : undefined,
  run: ({ terminal, open }, file) =>
    file === undefined ? abandon(terminal, open) : restoreFile(terminal, open, resolve(file)),
});

async function restoreFile(
  terminal: Terminal,
  { context: { ledger }, account, vault }: OpenAccount,
  path: string,
): Promise<Outcome> {
  const restored = await restoreLedger(ledger, account.id, path, vault);
  const { at, batches, rows, incomplete } = restored;
  terminal.show(
    message('restored', { batches, rows, at: moment(at) }),
    message('list_read_before_sending', {}),
  );
  for (const id of incomplete) {
    const name = (await ledger.batches.read(id))?.file ?? '';
    terminal.show(message('batch_to_submit_again', { batch: id, file: name }));
  }
  return { result: { restored: true, at, batches, rows, incomplete } };
}

async function abandon(terminal: Terminal, { context }: OpenAccount): Promise<Outcome> {
  const abandoned = await context.ledger.copies.abandonRestore();
  terminal.show(abandoned ? message('restore_abandoned', {}) : message('no_restore_to_abandon', {}));
  return { result: { abandoned }, code: abandoned ? 0 : 1 };
}
