import { verdictOf } from '../../actions/submit/acceptance.ts';
import type { Check, Finding } from '../../actions/submit/check-file.ts';
import { weekdayInWords } from '../../domain/dates/zone-time.ts';
import type { FailureCode } from '../../domain/failure.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { Terminal } from '../terminal.ts';
import { linesOf, understoodLines } from './understood-text.ts';

/** Findings that are shown one by one; the rest is counted. */
const mostShown = 20;

/** Counts the rows that still need a link. */
export function toSend(check: Check): number {
  const { survey, ledger } = check;
  if (ledger?.earlier?.committedAt !== undefined)
    return ledger.earlier.books.open + ledger.earlier.books.doubtful;
  return survey.accepted - (ledger?.known ?? 0) - (ledger?.conflictCount ?? 0);
}

/** Shows the result of a check; with `all` every rejection, else the first `mostShown`. */
export function showCheck(terminal: Pick<Terminal, 'show'>, file: string, check: Check, all: boolean): void {
  const { survey, ledger } = check;
  const { rejected } = verdictOf(check);
  const { rows, leftOut, amountCents: amount } = survey;
  terminal.show(
    message('check_summary', { file, rows, good: rows - rejected - leftOut.rows, rejected, amount }),
  );
  if (leftOut.rows > 0)
    terminal.show(message('check_left_out', { count: leftOut.rows, amount: leftOut.cents }));
  terminal.show(...understoodLines(survey, all));
  for (const failure of survey.refusals)
    terminal.show(message('failure_by_code', { code: failure.code, failure }));
  showRejections(terminal, [...survey.failures, ...(ledger?.conflicts ?? [])], all);
  const { twins = [], twinCount = 0 } = ledger ?? {};
  const twinCounts = twinCount === 0 ? [] : [['duplicate_in_ledger', twinCount] as const];
  showWarnings(terminal, [...survey.warnings, ...twins], new Map([...survey.warningCounts, ...twinCounts]));
  const { duplicates } = verdictOf(check);
  if (duplicates > 0 && ledger?.earlier?.committedAt === undefined)
    terminal.show(message('check_duplicates', { count: duplicates }));
  if (ledger !== undefined) terminal.show(...ledgerLines(ledger));
}

/** Messages about rows and batches that the ledger knows already. */
function ledgerLines({
  earlier,
  corrections,
  known,
  corrected,
}: NonNullable<Check['ledger']>): readonly Message[] {
  return [
    ...(earlier === undefined ? [] : [message('check_submitted_before', { batch: earlier.id })]),
    ...corrections.map(({ batch, file }) =>
      file === undefined
        ? message('check_corrects_unknown', { batch })
        : message('check_corrects', { batch, file }),
    ),
    ...(known > 0 ? [message('check_known', { count: known })] : []),
    ...(corrected > 0 ? [message('check_corrected', { count: corrected })] : []),
  ];
}

function showRejections(terminal: Pick<Terminal, 'show'>, findings: readonly Finding[], all: boolean): void {
  if (findings.length === 0) return;
  terminal.show(message('check_rejected', {}));
  const shown = all ? findings : findings.slice(0, mostShown);
  for (const { line, failure } of shown) {
    terminal.show(message('failure_of_line', { line, code: failure.code, failure }));
  }
  const counts = new Map<FailureCode, number>();
  for (const { failure } of findings.slice(shown.length))
    counts.set(failure.code, (counts.get(failure.code) ?? 0) + 1);
  for (const [code, count] of counts) terminal.show(moreOf(code, count));
}

function moreOf(code: FailureCode, count: number): Message {
  return message('check_more_of_code', { count, code, failure: { code } });
}

/** Lines that a warning names; the rest is counted. */
const mostLinesNamed = 3;

/**
 * Shows the warnings by code: on one line where all of a code are alike, else the first three one by one. `counts` counts all warnings,
 * of which `findings` may hold only a part.
 */
function showWarnings(
  terminal: Pick<Terminal, 'show'>,
  findings: readonly Finding[],
  counts: ReadonlyMap<FailureCode, number>,
): void {
  if (findings.length > 0) terminal.show(message('check_warnings', {}));
  const codes = new Set(findings.map(({ failure }) => failure.code));
  for (const code of codes) {
    const ofCode = findings.filter(({ failure }) => failure.code === code);
    const count = Math.max(ofCode.length, counts.get(code) ?? 0);
    const named = ofCode.slice(0, mostLinesNamed);
    const [failure] = ofCode.map((finding) => finding.failure);
    const isOne = new Set(ofCode.map((finding) => JSON.stringify(finding.failure))).size === 1;
    if (count > 1 && isOne && failure !== undefined) {
      const lines = linesOf({ count, lines: named.map(({ line }) => line) });
      terminal.show(message('failure_of_lines', { lines, code, failure }));
      continue;
    }
    for (const { line, failure } of named) terminal.show(message('failure_of_line', { line, code, failure }));
    if (count > named.length) terminal.show(moreOf(code, count - named.length));
  }
}

/** Warns of links that would expire too early (see `earlyLapses`); not for a batch submitted before, whose expiries are set. */
export function warnOfEarlyExpiry(
  terminal: Pick<Terminal, 'show' | 'language'>,
  { survey, ledger }: Check,
  timeZone: string,
): void {
  const { lapsingEarly } = survey;
  if (lapsingEarly === undefined || ledger?.earlier?.committedAt !== undefined) return;
  const { rows, first } = lapsingEarly;
  const day = weekdayInWords(Date.parse(first), timeZone, terminal.language);
  terminal.show(message('warning_message', { warning: message('rows_lapse_early', { rows, day }) }));
}
