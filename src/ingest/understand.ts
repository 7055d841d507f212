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

/** How a file is to be read, as far as its beginning tells. */
export interface Understanding {
  readonly plan: Plan;
  readonly columns: Columns;
}

/** A header, with what may stand above it, is looked for among so many lines. */
const mostHeadLines = 100;
/** Rows that the first guess rests on; the survey corrects it by all rows. */
const sampleRows = 1000;
/** Further columns are not looked at for remarks, so that no line of a damaged file takes long. */
const mostRemarks = 1000;

/** Chooses the sheet, finds the header, and guesses the marks by the first rows. Stops on everything that is wrong with the header. */
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

/** The header and its place alone. */
export async function headerOf(
  file: TableFile,
  rules: Rules,
): Promise<{ readonly format: Format; readonly found: FoundHeader }> {
  const { hints, options } = rules;
  const heads = await headLinesOf(file);
  // Of one table there is nothing to choose.
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

/** The first lines of each table that the file may be. */
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

/** Columns without a meaning for us, whatever a person said of them; those of accounts are found by their cells. */
function remarkPositions({ found }: Columns): number[] {
  return found
    .slice(0, mostRemarks)
    .filter(({ column }) => column === undefined)
    .map(({ position }) => position);
}

/** A plan that no cell has proven anything for. */
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
