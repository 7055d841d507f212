import { Option } from 'commander';
import { reissueBatch } from '../../actions/reissue-batch.ts';
import { linkLifeSchema } from '../../domain/link-life.ts';
import { message } from '../../i18n/messages.ts';
import { realClock } from '../../wiring.ts';
import { batchOf, placeOf, usingBridge } from '../batch-of.ts';
import { codedFailure, type Door, usageWrong } from '../door.ts';
import { DoorCommand, onDoor } from '../door-command.ts';
import {
  configOf,
  type ReasonFlags,
  reason,
  type SandboxFlags,
  settingOptions,
  withReason,
  withSandboxFlag,
} from '../flags.ts';
import { orUnavailable } from '../or-unavailable.ts';
import { person } from '../person.ts';
import { workToEnd } from '../work.ts';

interface ReissueFlags extends SandboxFlags, ReasonFlags {
  readonly lines?: ReadonlySet<number>;
  readonly completedButRefused?: string;
  readonly out?: string;
}

/** Lines that may be named at one time. */
const mostLines = 100_000;

/** `reissue BATCH`: new links for rows whose link has ended, with no payment under way. */
export function reissue(door: Door): DoorCommand {
  const command = new DoorCommand('reissue', door).argument('<batch>');
  command
    .addOption(new Option('--lines <lines>').argParser(lines))
    .addOption(new Option('--completed-but-refused <reason>').argParser(reason))
    .addOption(settingOptions.LINKMILL_EXPIRES_IN)
    .option('--out <file>');
  withSandboxFlag(withReason(command));
  const example = 'npx linkmill reissue abcdefghijkl --lines 2,17-40';
  return onDoor<ReissueFlags>(command, door, example, async (flags, id = '') => {
    const startedAt = realClock.now();
    if (flags.completedButRefused !== undefined && flags.lines === undefined) {
      throw usageWrong(message('lines_needed', {}));
    }
    const config = configOf(door, flags);
    return usingBridge(door, config, flags, false, async (open) => {
      const { mill } = open;
      const batch = await batchOf(mill.ledger, id);
      const report = await placeOf(mill.ledger, batch, 'results', flags.out);
      const wish = {
        by: person(),
        why: flags.reason ?? '',
        ...linkLifeSchema.parse(config.batch),
        ...(flags.lines && { lines: flags.lines }),
        ...(flags.completedButRefused !== undefined && { completedButRefused: flags.completedButRefused }),
      };
      const patience = { signal: door.interrupted, isPatient: true };
      const { reissued, kept } = await orUnavailable(door, reissueBatch(mill, batch, wish, patience));
      for (const { line, failure } of kept)
        door.write(`${door.text(message('on_line', { line }))}  ${door.text(codedFailure(failure))}`);
      door.show(message('rows_reissued', { count: reissued, batch: id }));
      const code = await workToEnd({ door, config, open, startedAt, report }, await batchOf(mill.ledger, id));
      return code === 0 && kept.length > 0 ? 2 : code;
    });
  });
}

/** `2,17-40` as the lines that it names. */
function lines(text: string): ReadonlySet<number> {
  const named = new Set<number>();
  const tooMany = () => usageWrong(message('lines_at_most', { most: mostLines }));
  for (const part of text.split(',')) {
    const [, first, last] = /^\s*([1-9]\d{0,8})(?:-([1-9]\d{0,8}))?\s*$/.exec(part) ?? [];
    if (first === undefined) throw usageWrong(message('must_be_lines', {}));
    const end = Number(last ?? first);
    if (end - Number(first) > mostLines) throw tooMany();
    for (let line = Number(first); line <= end; line += 1) named.add(line);
  }
  if (named.size > mostLines) throw tooMany();
  return named;
}
