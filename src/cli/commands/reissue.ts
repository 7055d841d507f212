import { reissueBatch } from '../../actions/control/reissue-batch.ts';
import { linkLifeSchema } from '../../domain/link-life.ts';
import { message } from '../../i18n/messages.ts';
import { batchOf, placeOf } from '../batch-of.ts';
import { defineCommand } from '../define-command.ts';
import { reason, reasonFlag, sandboxFlags } from '../flags.ts';
import { decisionRequestOf } from '../person.ts';
import { codedFailure, usageWrong } from '../terminal.ts';
import { workToEnd } from '../work.ts';

/** Lines that `--lines` may name, at most. */
const mostLines = 100_000;

/** `reissue BATCH`: makes new links for rows whose link has ended and has no payment under way. */
export const reissue = defineCommand({
  name: 'reissue',
  arguments: '<batch>',
  flags: {
    '--lines <lines>': lines,
    '--completed-but-refused <reason>': reason,
    '--expires-in <span>': true,
    '--out <file>': true,
    ...reasonFlag,
    ...sandboxFlags,
  },
  example: 'reissue abcdefghijkl --lines 2,17-40',
  opens: 'bridge',
  refuses: ({ completedButRefused, lines }) =>
    completedButRefused !== undefined && lines === undefined ? message('lines_needed', {}) : undefined,
  async run({ terminal, flags, config, open, context, ledger, startedAt }, id) {
    const batch = await batchOf(ledger, id);
    const report = await placeOf(ledger, batch, 'results', flags.out);
    const request = {
      ...decisionRequestOf(flags),
      ...linkLifeSchema.parse(config.batch),
      ...(flags.lines && { lines: flags.lines }),
      ...(flags.completedButRefused !== undefined && { completedButRefused: flags.completedButRefused }),
    };
    const patience = { signal: terminal.interrupted, isPatient: true };
    const { reissued, kept } = await reissueBatch(context, batch, request, patience);
    for (const { line, failure } of kept)
      terminal.write(
        `${terminal.text(message('on_line', { line }))}  ${terminal.text(codedFailure(failure))}`,
      );
    terminal.show(message('rows_reissued', { count: reissued, batch: id }));
    const code = await workToEnd({ terminal, config, open, startedAt, report }, await batchOf(ledger, id));
    return { code: code === 0 && kept.length > 0 ? 2 : code };
  },
});

/** Parses `2,17-40` into its line numbers. */
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
