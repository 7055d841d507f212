import { pauseBatch } from '../../actions/control/hold-batch.ts';
import { message } from '../../i18n/messages.ts';
import { batchOf } from '../batch-of.ts';
import { defineCommand } from '../define-command.ts';
import { reasonFlag, sandboxFlags } from '../flags.ts';
import { decisionRequestOf } from '../person.ts';

/** `pause [BATCH]`: pauses a batch, or the whole account: nothing of it is sent until somebody resumes it. */
export const pause = defineCommand({
  name: 'pause',
  arguments: '[batch]',
  flags: { ...reasonFlag, ...sandboxFlags },
  example: 'pause abcdefghijkl --reason TICKET-4711',
  opens: 'ledger to change',
  async run({ terminal, flags, context, ledger }, id) {
    const request = decisionRequestOf(flags);
    if (id === undefined) await ledger.account.stop(request);
    else await pauseBatch(context, await batchOf(ledger, id), request);
    const stands =
      id === undefined ? (await ledger.account.status()).stopped : (await batchOf(ledger, id)).paused;
    if (stands !== undefined && stands.by !== request.by)
      terminal.show(message('paused_before', { by: stands.by }));
    terminal.show(id === undefined ? message('account_paused', {}) : message('batch_paused', { batch: id }));
    return { result: { paused: id ?? 'account', ...stands } };
  },
});
