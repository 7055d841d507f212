import iconv from 'iconv-lite';
import type { Contents } from '../../src/domain/instruction.ts';
import type { Format } from '../../src/domain/table.ts';

/** Lines that a row may span, because quoted cells contain line ends. */
const mostLinesOfRow = 50;

/** Decodes a text file and splits it at its line ends. Independent of the real readers, and simpler. */
export function linesOfText(bytes: Buffer, format: Extract<Format, { kind: 'text' }>): string[] {
  const text = iconv.decode(bytes, format.encoding, { stripBOM: true });
  return text.split(format.newline === '\r' ? '\r' : /\r\n|\n/);
}

/** Candidates for the cells of the row that begins on a line: texts between separators, and between quotes. */
export function cellsAround(lines: readonly string[], line: number, delimiter: string): string[] {
  let text = lines[line - 1] ?? '';
  // A quote that is open at the end of a line continues on the next.
  for (let next = line; quotesIn(text) % 2 === 1 && next < line + mostLinesOfRow; next += 1)
    text += `\n${lines[next] ?? ''}`;
  // A line that is a single quoted cell may be a row quoted as a whole.
  const [, inside] = /^\s*"(.*)"\s*$/s.exec(text) ?? [];
  const within = inside?.includes('""') ? cellsAround([inside.replaceAll('""', '"')], 1, delimiter) : [];
  // A quote inside a cell opens nothing, so the single line may be the row.
  const parted = [...text.split(delimiter), ...(lines[line - 1] ?? '').split(delimiter)];
  const quoted = [...text.matchAll(/"((?:[^"]|"")*)"/g)].map(([, inside = '']) =>
    inside.replaceAll('""', '"'),
  );
  // Where a line lost a quote, the others pair wrongly, so any text between two quotes may be a cell.
  const between = (lines[line - 1] ?? '').split('"');
  return [...within, ...parted, ...parted.map((cell) => cell.replaceAll('"', '')), ...quoted, ...between];
}

function quotesIn(text: string): number {
  return text.split('"').length - 1;
}

/** Whether a cell is this IBAN, ignoring case, spaces and punctuation. */
function isIban(cell: string, iban: string): boolean {
  return cell
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .endsWith(iban);
}

/**
 * Whether a cell shows this amount in any reading: all marks as thousands, or the last one as decimal; in euros or
 * cents.
 */
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
  // A float written out with its fifteen significant digits.
  return significant > 15 && Math.round(Number(`${whole}.${decimals}`) * 100) === amountCents;
}

function partsAtLastMark(figures: string): [string, string] {
  const mark = Math.max(figures.lastIndexOf('.'), figures.lastIndexOf(','));
  if (mark === -1) return [figures, ''];
  return [figures.slice(0, mark).replaceAll(/[.,]/g, ''), figures.slice(mark + 1)];
}

/** The value of an accepted row that is in none of the cells; undefined if all are. */
export function unfoundIn(cells: readonly string[], { amountCents, iban }: Contents): string | undefined {
  if (!cells.some((cell) => showsAmount(cell, amountCents))) return `the amount ${amountCents}`;
  if (iban !== undefined && !cells.some((cell) => isIban(cell, iban))) return 'the IBAN';
  return undefined;
}
