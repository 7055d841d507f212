import { fail } from '../domain/failure.ts';
import type { Plan } from '../domain/plan.ts';
import { type ReadBefore, readMark } from '../domain/reading-mark.ts';
import type { Row } from '../domain/row.ts';
import type { Format, TableFile } from '../domain/table.ts';
import { shown } from '../domain/text/shown.ts';
import { message } from '../i18n/messages.ts';
import type { Columns } from './header/columns.ts';
import { type FoundHeader, findHeader, fitsHeader } from './header.ts';
import { AmountsNeighbour } from './rows/beside-amounts.ts';
import { Evidence } from './rows/evidence.ts';
import { replacedLettersIn } from './rows/judge-texts.ts';
import { lineKinds } from './rows/line-kinds.ts';
import type { Rules } from './rows/reading.ts';
import { rowsOf } from './rows/table-rows.ts';

/** How to read a file, guessed from its beginning. */
export interface Understanding {
  readonly plan: Plan;
  readonly columns: Columns;
}

/** The header is looked for in this many lines, including titles above it. */
const mostHeadLines = 100;
/** Rows that the first guess uses; the survey corrects it by all rows. */
const sampleRows = 1000;
/** Columns beyond these are not read for remarks, which bounds the time for one line of a damaged file. */
const mostRemarks = 1000;

/**
 * Chooses the sheet, finds the header, and guesses decimal marks, date and name order from the first 1,000 rows.
 * Throws an AppError with everything that is wrong with the header.
 */
export async function understand(file: TableFile, rules: Rules): Promise<Understanding> {
  const { format, found } = await headerOf(file, rules);
  const frame = frameOf(format, found);
  const evidence = new Evidence(frame);
  const neighbour = new AmountsNeighbour(frame, rules.hints);
  let before: ReadBefore | undefined;
  let isReplaced = false;
  let left = sampleRows;
  const kindOf = lineKinds(frame);
  for await (const rows of rowsOf(file, frame)) {
    for (const row of rows) {
      if (kindOf(row) === 'row') {
        evidence.note(row);
        neighbour.note(row);
        isReplaced ||= replacedLettersIn(row.cells, frame.at);
      }
      before ??= readMark(row.batch)?.before;
    }
    left -= rows.length;
    if (left <= 0) break;
  }
  const ofHeader = found.columns.amountsAreCents ? 'cents' : 'euros';
  const unit = rules.hints.unit ?? before?.amounts.unit ?? ofHeader;
  const { amounts, ...others } = evidence.conclude(rules.hints, before);
  const besideAmounts = neighbour.found;
  const plan: Plan = {
    ...frame,
    ...others,
    ...(besideAmounts.length > 0 && { besideAmounts }),
    ...(isReplaced && { hasReplacedLetters: true }),
    amounts: { ...amounts, unit },
  };
  return { plan, columns: found.columns };
}

/** Finds the table and the header in it. Throws `sheet_unclear` where several sheets look like lists of refunds. */
export async function headerOf(
  file: TableFile,
  rules: Rules,
): Promise<{ readonly format: Format; readonly found: FoundHeader }> {
  const { hints, options } = rules;
  const heads = await headLinesOf(file);
  // A single table needs no choice.
  const fitting =
    heads.length === 1 ? [] : heads.filter(({ rows }) => fitsHeader(rows, hints, options.defaultBeneficiary));
  const [first, second] = fitting.length > 0 ? fitting : heads;
  if (first === undefined) throw new Error('a file without a format');
  if (fitting.length > 1 && second !== undefined) {
    const sheets = fitting.map(({ format }) => (format.kind === 'sheet' ? shown(format.sheet) : ''));
    throw fail('sheet_unclear', message('sheets_possible', { sheets }));
  }
  return { format: first.format, found: findHeader(first.rows, hints, options.defaultBeneficiary) };
}

/** The first 100 lines of each table in the file. */
export async function headLinesOf(
  file: TableFile,
): Promise<readonly { readonly format: Format; readonly rows: readonly Row[] }[]> {
  const heads = [];
  for (const format of file.formats) heads.push({ format, rows: await headLines(file, format) });
  return heads;
}

async function headLines(file: TableFile, format: Format): Promise<Row[]> {
  const table = file.read(format);
  const lines: Row[] = [];
  try {
    for await (const rows of table.chunks) {
      lines.push(...rows);
      if (lines.length >= mostHeadLines) break;
    }
  } finally {
    await table.close();
  }
  return lines.slice(0, mostHeadLines);
}

/**
 * Positions of columns that have no meaning for us, even those that a person told us to ignore. The survey later
 * drops those that hold only accounts.
 */
function remarkPositions({ found }: Columns): number[] {
  return found
    .slice(0, mostRemarks)
    .filter(({ column }) => column === undefined)
    .map(({ position }) => position);
}

/** The plan before any cell is read: header and columns, with unproven amounts in euros. */
function frameOf(format: Format, { line, header, added, columns, only }: FoundHeader): Plan {
  const at = Object.fromEntries(Object.entries(columns.at).filter(([, position]) => position !== -1));
  return {
    format,
    headerLine: line,
    header,
    ...(added !== undefined && { added: added.added }),
    ...(added?.at.some((position) => position < header.length) && { addedAt: added.at }),
    at: at as Plan['at'],
    ...(only.length > 0 && { only }),
    remarks: remarkPositions(columns),
    amounts: { kind: 'unproven', unit: 'euros' },
  };
}
