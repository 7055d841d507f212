import { randomUUID } from 'node:crypto';
import { writeReport } from '../../actions/report/write-report.ts';
import { message } from '../../i18n/messages.ts';
import { realClock } from '../../wiring.ts';
import { batchOf, placeOf } from '../batch-of.ts';
import { defineCommand } from '../define-command.ts';
import { sandboxFlags } from '../flags.ts';
import { codedFailure } from '../terminal.ts';
import { booksOf } from '../view/books.ts';

/** Failures of rows whose link the report holds back: Redis has an address on a foreign host, or a forged row. */
const heldCodes = ['link_host_unknown', 'ledger_forged'] as const;

/** `report BATCH`: writes the report of a batch in its present state. */
export const report = defineCommand({
  name: 'report',
  arguments: '<batch>',
  flags: { '--out <file>': true, ...sandboxFlags },
  example: 'report abcdefghijkl --out results.csv',
  opens: 'ledger',
  async run({ terminal, flags, ledger, startedAt }, id) {
    const batch = await batchOf(ledger, id);
    const path = await placeOf(ledger, batch, 'results', flags.out);
    const codes: string[] = [];
    await writeReport(ledger, batch, path, randomUUID(), undefined, async (lines) => {
      for (const { failures = [] } of lines) codes.push(...failures.map(({ code }) => code));
    });
    terminal.show(message('report_at', { path }));
    const held = heldCodes.filter((code) => codes.includes(code));
    for (const code of held) {
      const count = codes.filter((one) => one === code).length;
      terminal.show(codedFailure({ code, details: [message('counted', { count })] }));
    }
    const result = booksOf(batch, { report: path, elapsedMs: realClock.now() - startedAt });
    return { result, code: held.length === 0 ? 0 : 2 };
  },
});
