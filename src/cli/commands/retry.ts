import { retryBatch } from '../../actions/control/retry-batch.ts';
import { message } from '../../i18n/messages.ts';
import { batchOf, placeOf } from '../batch-of.ts';
import { defineCommand } from '../define-command.ts';
import { reasonFlag, sandboxFlags } from '../flags.ts';
import { decisionRequestOf } from '../person.ts';
import { workToEnd } from '../work.ts';

/** `retry BATCH`: requeues refused and failed rows under the same reference, and works on them in this process. */
export const retry = defineCommand({
  name: 'retry',
  arguments: '<batch>',
  flags: { '--out <file>': true, ...reasonFlag, ...sandboxFlags, '--only <code>': true },
  example: 'retry abcdefghijkl',
  opens: 'bridge',
  async run({ terminal, flags, config, open, context, ledger, startedAt }, id) {
    const batch = await batchOf(ledger, id);
    const report = await placeOf(ledger, batch, 'results', flags.out);
    const given = await retryBatch(context, batch, decisionRequestOf(flags), flags.only);
    terminal.show(message('rows_go_back', { count: given, batch: batch.id }));
    const work = { terminal, config, open, startedAt, report };
    return { code: await workToEnd(work, await batchOf(ledger, id)) };
  },
});
