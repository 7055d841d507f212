import { gunzipSync } from 'node:zlib';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { AppError, failures } from '../../src/domain/failure.ts';
import type { Row } from '../../src/domain/row.ts';
import type { TableFile } from '../../src/domain/table.ts';
import { type Judged, judgeAll, type Rules, survey } from '../../src/ingest/ingest.ts';
import { openTables, sourceOf } from '../../src/tables/tables.ts';
import { openWorkbook } from '../../src/tables/workbook/workbook.ts';
import type { DecidingFile } from './deciding-columns.ts';
import { cellsAround, linesOfText, unfoundIn } from './oracle.ts';

const limits = { maxBytes: 16 * 1024 * 1024, maxRows: 100_000 };

const rules: Rules = {
  options: {
    payer: { kind: 'company', companyName: 'Example SARL' },
    expiresInSeconds: 86_400,
    labelTemplate: 'Refund {reference}',
    defaultBeneficiary: false,
    timeZone: 'Europe/Paris',
    transliterate: false,
    fullNames: 'company',
    language: 'en',
  },
  hints: { map: [] },
  amountMaxCents: 3_500_000,
  now: Date.parse('2026-11-22T12:00:00Z'),
};

/** Result of reading a file: the failure codes that refused it, or counts of its rows. */
export type Trial =
  | { readonly kind: 'stopped'; readonly codes: readonly string[] }
  | { readonly kind: 'read'; readonly accepted: number; readonly rejected: number };

/**
 * Reads a file as `check` does, and compares every accepted row with the cells of its line. Throws where a promise is
 * broken.
 */
export async function tryFile(bytes: Buffer): Promise<Trial> {
  try {
    return await readWhole(bytes);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (exitCodeOf(error) !== 2 || error.failures.some(({ code }) => failures[code] === undefined))
      throw error;
    return { kind: 'stopped', codes: error.failures.map(({ code }) => code) };
  }
}

/** Reads a list with a deciding column. Throws unless it is refused exactly if it needs a question. */
export async function tryDeciding({ bytes, needsQuestion }: DecidingFile): Promise<void> {
  const isAsked = await survey(await open(bytes), rules).then(
    ({ refusals, accepted }) => refusals.length > 0 || accepted === 0,
    (error) => error instanceof AppError,
  );
  if (isAsked !== needsQuestion)
    throw new Error(needsQuestion ? 'sent without a question' : 'asked for nothing');
}

async function readWhole(bytes: Buffer): Promise<Trial> {
  const file = await open(bytes);
  const surveyed = await survey(file, rules);
  const again = await survey(file, rules, surveyed.plan);
  if (again.digest !== surveyed.digest) throw new Error('the plan gives another batch');
  const cellsOf = await cellReader(bytes, file, surveyed.plan.format);
  let accepted = 0;
  let rejected = 0;
  for await (const rows of judgeAll(file, rules, surveyed)) {
    for (const row of rows) {
      if (row.kind === 'accepted') accepted += 1;
      else rejected += 1;
      checkRow(row, cellsOf);
    }
  }
  if (accepted !== surveyed.accepted || rejected !== surveyed.rejected)
    throw new Error('judged rows differ from the survey');
  return { kind: 'read', accepted, rejected };
}

function checkRow(row: Judged, cellsOf: (line: number) => readonly string[]): void {
  const { line } = row.row;
  if (row.kind === 'rejected') {
    if (row.rejection.failures.length === 0) throw new Error(`line ${line} is rejected without a reason`);
    return;
  }
  const unfound = unfoundIn(cellsOf(line), row.instruction.contents);
  if (unfound !== undefined) throw new Error(`line ${line}: ${unfound} is in no cell`);
}

async function open(bytes: Buffer): Promise<TableFile> {
  // Avoids a thread for each reading, which would take most of the time.
  if (bytes.toString('latin1', 0, 2) === 'PK') {
    const workbook = openWorkbook(bytes, limits);
    const sheets = await workbook.sheets();
    const shown = sheets.filter(({ isHidden, isEmpty }) => !isHidden && !isEmpty);
    if (shown.length > 0) {
      return {
        name: 'fuzz',
        formats: shown.map(({ name }) => ({ kind: 'sheet', isPacked: false, sheet: name })),
        read: (format) => {
          const chunks = workbook.rows(format.kind === 'sheet' ? format.sheet : '');
          return { chunks, close: async () => void (await chunks.return(undefined)) };
        },
      };
    }
  }
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += 997) yield bytes.subarray(at, at + 997);
  }
  return openTables(sourceOf('fuzz', chunks), {}, limits);
}

/** The cells of a line: from the real reader for a workbook, from the oracle for a text. */
async function cellReader(bytes: Buffer, file: TableFile, format: TableFile['formats'][number]) {
  if (format.kind === 'sheet') {
    const rows = new Map<number, Row>();
    for await (const chunk of file.read(format).chunks) for (const row of chunk) rows.set(row.line, row);
    return (line: number) => rows.get(line)?.cells ?? [];
  }
  const lines = linesOfText(format.isPacked ? gunzipSync(bytes) : bytes, format);
  return (line: number) => cellsAround(lines, line, format.delimiter);
}
