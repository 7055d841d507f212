import { closeBooks } from '../../actions/audit/close-books.ts';
import { isFinished } from '../../domain/batch.ts';
import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { realClock } from '../../wiring.ts';
import { batchOf } from '../batch-of.ts';
import { defineCommand } from '../define-command.ts';
import { sandboxFlags } from '../flags.ts';
import { showAudit } from '../view/audit-text.ts';
import { booksOf } from '../view/books.ts';

/** `audit BATCH`: closes the books of a batch now, against Bridge's list of links. */
export const audit = defineCommand({
  name: 'audit',
  arguments: '<batch>',
  flags: sandboxFlags,
  example: 'audit abcdefghijkl',
  opens: 'bridge',
  async run({ terminal, context, ledger, startedAt }, id) {
    const batch = await batchOf(ledger, id);
    if (batch.committedAt === undefined)
      throw fail('batch_incomplete', message('named_batch', { batch: id }));
    const patience = { signal: terminal.interrupted, isPatient: true };
    const closed = await closeBooks(context, batch, patience, async () => undefined);
    if (isFinished(batch)) await ledger.audits.save(id, closed, 'as it is');
    showAudit(terminal, batch, closed);
    const elapsedMs = realClock.now() - startedAt;
    const result = { ...booksOf(await batchOf(ledger, id), { elapsedMs }), audit: closed };
    return { result, code: closed.balanced ? 0 : 2 };
  },
});
