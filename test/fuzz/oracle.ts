import iconv from 'iconv-lite';
import type { Contents } from '../../src/domain/instruction.ts';
import type { Format } from '../../src/domain/table.ts';

/** Lines that one row may take; quoted cells hold line ends. */
const mostLinesOfRow = 50;

/** The text of a file as the format says, cut at its line ends. Written apart from the readers, and cruder. */
export function linesOfText(bytes: Buffer, format: Extract<Format, { kind: 'text' }>): string[] {
  const text = iconv.decode(bytes, format.encoding, { stripBOM: true });
  return text.split(format.newline === '\r' ? '\r' : /\r\n|\n/);
}

/** What the cells of the row that begins on a line may be: between separators, and between quotes. */
export function cellsAround(lines: readonly string[], line: number, delimiter: string): string[] {
  let text = lines[line - 1] ?? '';
  // Quotes that are open at the end of a line go on on the next.
  for (let next = line; quotesIn(text) % 2 === 1 && next < line + mostLinesOfRow; next += 1)
    text += `\n${lines[next] ?? ''}`;
  // A line that is one quoted cell may be a row that was put in quotes as a whole.
  const [, inside] = /^\s*"(.*)"\s*$/s.exec(text) ?? [];
  const within = inside?.includes('""') ? cellsAround([inside.replaceAll('""', '"')], 1, delimiter) : [];
  // A quote inside a cell opens nothing: the line may be the row.
  const parted = [...text.split(delimiter), ...(lines[line - 1] ?? '').split(delimiter)];
  const quoted = [...text.matchAll(/"((?:[^"]|"")*)"/g)].map(([, inside = '']) =>
    inside.replaceAll('""', '"'),
  );
  // Where a line lost a quote the others pair wrongly: what stands between any two of them may be a cell.
  const between = (lines[line - 1] ?? '').split('"');
  return [...within, ...parted, ...parted.map((cell) => cell.replaceAll('"', '')), ...quoted, ...between];
}

function quotesIn(text: string): number {
  return text.split('"').length - 1;
}

/** Whether a cell is this IBAN but for case, spaces and marks between its letters. */
function isIban(cell: string, iban: string): boolean {
  return cell
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .endsWith(iban);
}

/** Whether a cell shows this amount in one way or another: all marks between thousands, or the last one before decimals; in euros or cents. */
function showsAmount(cell: string, amountCents: number): boolean {
  const figures = cell.replaceAll(/[^\d.,]/g, '').replace(/[.,]$/, '');
  if (!/\d/.test(figures)) return false;
  const digits = BigInt(figures.replaceAll(/[.,]/g, '') || '0');
  const cents = BigInt(amountCents);
  if (digits * 100n === cents || digits === cents) return true;
  const exponent = /^-?\d(?:\.\d+)?[eE]\+?(\d{1,2})$/.exec(cell.trim());
  if (exponent !== null) return BigInt(Math.round(Number(cell) * 100)) === cents;
  const [whole = '', decimals = ''] = partsAtLastMark(figures);
  if (decimals.length <= 2) return BigInt(whole + decimals.padEnd(2, '0')) === cents;
  const significant = (whole + decimals).replace(/^0+/, '').length;
  // A float that was written out: its fifteen digits.
  return significant > 15 && Math.round(Number(`${whole}.${decimals}`) * 100) === amountCents;
}

function partsAtLastMark(figures: string): [string, string] {
  const mark = Math.max(figures.lastIndexOf('.'), figures.lastIndexOf(','));
  if (mark === -1) return [figures, ''];
  return [figures.slice(0, mark).replaceAll(/[.,]/g, ''), figures.slice(mark + 1)];
}

/** What of an accepted row stands in none of the cells. */
export function strangeIn(cells: readonly string[], { amountCents, iban }: Contents): string | undefined {
  if (!cells.some((cell) => showsAmount(cell, amountCents))) return `the amount ${amountCents}`;
  if (iban !== undefined && !cells.some((cell) => isIban(cell, iban))) return 'the IBAN';
  return undefined;
}
