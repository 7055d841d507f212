import { randomUUID } from 'node:crypto';
import { writeReport } from '../../actions/write-report.ts';
import { message } from '../../i18n/messages.ts';
import { realClock } from '../../wiring.ts';
import { batchOf, placeOf, usingLedger } from '../batch-of.ts';
import { booksOf } from '../books.ts';
import { codedFailure, type Door } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import { configOf, type SandboxFlags, withSandboxFlag } from '../flags.ts';

/** Of rows whose link was not shown: its address in Redis is none of a link, or the row is not what was written there. */
const heldCodes = ['link_host_unknown', 'ledger_forged'] as const;

/** `report BATCH`: the report as the batch stands now. */
export function report(door: Door): DoorCommand {
  const command = new DoorCommand('report', door).argument('<batch>');
  command.option('--out <file>');
  withSandboxFlag(command);
  const example = 'npx linkmill report abcdefghijkl --out results.csv';
  return onDoor<SandboxFlags & { out?: string }>(command, door, example, async (flags, id = '') => {
    const startedAt = realClock.now();
    return usingLedger(door, configOf(door, flags), flags, true, async (open) => {
      const batch = await batchOf(open.mill.ledger, id);
      const path = await placeOf(open.mill.ledger, batch, 'results', flags.out);
      const codes: string[] = [];
      await writeReport(open.mill.ledger, batch, path, randomUUID(), undefined, async (lines) => {
        for (const { failures = [] } of lines) codes.push(...failures.map(({ code }) => code));
      });
      door.show(message('report_at', { path }));
      const held = heldCodes.filter((code) => codes.includes(code));
      for (const code of held) {
        const count = codes.filter((one) => one === code).length;
        door.show(codedFailure({ code, details: [message('counted', { count })] }));
      }
      door.result(booksOf(batch, { report: path, elapsedMs: realClock.now() - startedAt }));
      return held.length === 0 ? 0 : 2;
    });
  });
}
