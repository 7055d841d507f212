import type { Check, Finding } from '../actions/check-file.ts';
import { euros } from '../domain/cents.ts';
import { earlyLapseText } from '../domain/early-lapse.ts';
import { type FailureCode, wordsOf } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';
import type { Door } from './door.ts';
import { linesOf, understoodLines } from './understood-text.ts';

/** Findings shown one by one before only their counts are. */
const mostShown = 20;

/** Everything that stands against sending the file as it is. */
export interface Verdict {
  /** Rows that cannot be accepted. */
  readonly rejected: number;
  /** Rows that look like a payment under another reference. */
  readonly duplicates: number;
}

/** What a check comes to. */
export function verdictOf({ survey, ledger }: Check): Verdict {
  return {
    rejected: survey.rejected + (ledger?.conflictCount ?? 0),
    duplicates: survey.duplicates.size + (ledger?.twinCount ?? 0),
  };
}

/** Rows for which a link is still to be made. */
export function toSend(check: Check): number {
  const { survey, ledger } = check;
  if (ledger?.earlier?.sealedAt !== undefined)
    return ledger.earlier.books.open + ledger.earlier.books.doubtful;
  return survey.accepted - (ledger?.known ?? 0) - (ledger?.conflictCount ?? 0);
}

/** Tells a person what the file holds, with every failure and warning up to a screenful of each. */
export function sayCheck(door: Pick<Door, 'say' | 'show'>, file: string, check: Check, all: boolean): void {
  const { survey, ledger } = check;
  const { rejected } = verdictOf(check);
  const { leftOut } = survey;
  const good = survey.rows - rejected - leftOut.rows;
  door.say(
    `${file}: ${count(survey.rows, 'row')}, ${good} good, ${rejected} rejected, ${euros(survey.amountCents)}`,
  );
  if (leftOut.rows > 0) door.say(`${count(leftOut.rows, 'row')} left out by --only: ${euros(leftOut.cents)}`);
  door.show(...understoodLines(survey, all));
  for (const failure of survey.refusals)
    door.show(message('failure_by_code', { code: failure.code, failure }));
  sayFindings(door, 'Rejected', [...survey.failures, ...(ledger?.conflicts ?? [])], all);
  const { twins = [], twinCount = 0 } = ledger ?? {};
  const twinCounts = twinCount === 0 ? [] : [['duplicate_in_ledger', twinCount] as const];
  sayWarnings(door, [...survey.warnings, ...twins], new Map([...survey.warningCounts, ...twinCounts]));
  const { duplicates } = verdictOf(check);
  if (duplicates > 0 && ledger?.earlier?.sealedAt === undefined) {
    door.say(
      `${count(duplicates, 'row')} look like another payment: run wants --accept-duplicates "reason" for them.`,
    );
  }
  if (ledger === undefined) return;
  if (ledger.earlier !== undefined) door.say(`Handed in before as batch ${ledger.earlier.id}.`);
  for (const { batch, file } of ledger.mends) {
    const isKnown = file !== undefined;
    door.say(
      isKnown
        ? `Mends rows of batch ${batch}, ${file}.`
        : `Mends rows of batch ${batch}, which this ledger does not know: the good rows of its file are still to be sent.`,
    );
  }
  if (ledger.known > 0)
    door.say(`${count(ledger.known, 'row')} known from earlier batches: nothing is sent for them.`);
  if (ledger.mended > 0)
    door.say(`${count(ledger.mended, 'row')} mended: they take the place of rows without a link.`);
}

function sayFindings(
  door: Pick<Door, 'say' | 'show'>,
  title: string,
  findings: readonly Finding[],
  all: boolean,
): void {
  if (findings.length === 0) return;
  door.say(`${title}:`);
  const shown = all ? findings : findings.slice(0, mostShown);
  for (const { line, failure } of shown) {
    door.show(message('failure_of_line', { line, code: failure.code, failure }));
  }
  const rest = findings.slice(shown.length);
  if (rest.length === 0) return;
  const counts = new Map<FailureCode, number>();
  for (const { failure } of rest) counts.set(failure.code, (counts.get(failure.code) ?? 0) + 1);
  for (const [code, times] of counts) door.say(`  ${times} more: ${code}  ${wordsOf(code).sentence}`);
}

/** Lines of a warning that are named before only their count is. */
const mostLinesNamed = 3;

/**
 * Each kind of warning once: its lines on one line of text where it says the same of all, else the first three apart. `counts` are of all;
 * of very many, not every one is among `findings`.
 */
function sayWarnings(
  door: Pick<Door, 'say' | 'show'>,
  findings: readonly Finding[],
  counts: ReadonlyMap<FailureCode, number>,
): void {
  if (findings.length > 0) door.say('Warnings:');
  const codes = new Set(findings.map(({ failure }) => failure.code));
  for (const code of codes) {
    const ofCode = findings.filter(({ failure }) => failure.code === code);
    const count = Math.max(ofCode.length, counts.get(code) ?? 0);
    const named = ofCode.slice(0, mostLinesNamed);
    const [failure] = ofCode.map((finding) => finding.failure);
    const isOne = new Set(ofCode.map((finding) => JSON.stringify(finding.failure))).size === 1;
    if (count > 1 && isOne && failure !== undefined) {
      const lines = linesOf({ count, lines: named.map(({ line }) => line) });
      door.show(message('failure_of_lines', { lines, code, failure }));
      continue;
    }
    for (const { line, failure } of named) door.show(message('failure_of_line', { line, code, failure }));
    if (count > named.length) door.say(`  ${count - named.length} more: ${code}  ${wordsOf(code).sentence}`);
  }
}

/** Warns, once a file, of links that would lapse before people are back; a batch that was handed in before keeps its expiries. */
export function sayEarlyLapse(
  door: Pick<Door, 'say' | 'language'>,
  { survey, ledger }: Check,
  timeZone: string,
): void {
  const { lapsingEarly } = survey;
  if (lapsingEarly === undefined || ledger?.earlier?.sealedAt !== undefined) return;
  door.say(`Warning: ${earlyLapseText(lapsingEarly, timeZone, door.language)}`);
}

/** `1 row`, `2 rows`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
