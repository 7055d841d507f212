import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { writeReport } from '../../actions/write-report.ts';
import { describeFailure } from '../../domain/failure.ts';
import { realClock } from '../../wiring.ts';
import { batchOf, openLedger, placeOf } from '../batch-of.ts';
import { booksOf } from '../books.ts';
import { type Door, onDoor } from '../door.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';

/** Of a row whose link was not shown, because its address in Redis is none of a link. */
const heldCode = 'link_host_unknown';

/** `report BATCH`: the report as the batch stands now. */
export function report(door: Door): Command {
  const command = new Command('report').argument('<batch>', 'id of the batch');
  command.description(
    'Writes the report of a batch as it stands now, on any machine that reaches its ledger.',
  );
  command.option('--out <file>', 'where the report goes (default: NAME.results.csv in the current folder)');
  withSandboxFlag(command);
  const example = 'npx linkmill report abcdefghijkl --out results.csv';
  return onDoor<SandboxFlags & { out?: string }>(command, door, example, async (flags, id = '') => {
    const startedAt = realClock.now();
    const open = await openLedger(door, configOf(door, flags), flags);
    try {
      const batch = await batchOf(open.mill.ledger, id);
      const path = await placeOf(open.mill.ledger, batch, 'results', flags.out);
      let held = 0;
      await writeReport(open.mill.ledger, batch, path, randomUUID(), undefined, async (lines) => {
        held += lines.filter(({ failures = [] }) => failures.some(({ code }) => code === heldCode)).length;
      });
      door.say(`Report: ${path}`);
      if (held > 0) door.say(`${heldCode}: ${describeFailure({ code: heldCode, detail: `(${held})` })}`);
      door.result(booksOf(batch, { report: path, elapsedMs: realClock.now() - startedAt }));
      return held === 0 ? 0 : 2;
    } finally {
      await open.close();
    }
  });
}
