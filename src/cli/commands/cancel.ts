import { cancelBatch } from '../../actions/control/hold-batch.ts';
import { message } from '../../i18n/messages.ts';
import { realClock } from '../../wiring.ts';
import { batchOf } from '../batch-of.ts';
import { defineCommand } from '../define-command.ts';
import { reasonFlag, sandboxFlags } from '../flags.ts';
import { decisionRequestOf } from '../person.ts';
import { booksOf, showBooks } from '../view/books.ts';

/** `cancel BATCH`: settles the rows that were not sent as cancelled. */
export const cancel = defineCommand({
  name: 'cancel',
  arguments: '<batch>',
  flags: { ...reasonFlag, ...sandboxFlags },
  example: 'cancel abcdefghijkl --reason TICKET-4711',
  opens: 'ledger to change',
  async run({ terminal, flags, context, ledger, startedAt }, id) {
    const moved = await cancelBatch(context, await batchOf(ledger, id), decisionRequestOf(flags));
    const batch = await batchOf(ledger, id);
    const elapsedMs = realClock.now() - startedAt;
    terminal.show(message('rows_cancelled', { count: moved }));
    const { open: unsent, doubtful } = batch.books;
    if (unsent + doubtful > 0) terminal.show(message('rows_end_as_they_end', { count: unsent + doubtful }));
    showBooks(terminal, batch, { elapsedMs });
    return { result: { ...booksOf(batch, { elapsedMs }), moved } };
  },
});
