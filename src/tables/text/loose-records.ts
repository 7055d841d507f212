import type { FailureCode } from '../../domain/failure.ts';
import type { TextFormat } from '../../domain/table.ts';
import { occurrences } from '../occurrences.ts';

/** A record that may break the quoting rules of RFC 4180. */
interface LooseRecord {
  readonly cells: readonly string[];
  /** There are blanks around quotes, or quotes inside an unquoted cell. */
  readonly isLoose: boolean;
  /** The number of lines of the record. */
  readonly lines: number;
}

/** The records cut from a text, and how far they reach. */
export interface LooseCut {
  readonly records: readonly LooseRecord[];
  /** Where the first incomplete or broken record begins. */
  readonly end: number;
  /** The failure of the record there, if any. */
  readonly wrong: FailureCode | undefined;
}

/** A cell and its end: before a separator, a line end or the end of the text. */
interface Cell {
  readonly text: string;
  readonly isLoose: boolean;
  readonly end: number;
}

type Dialect = Pick<TextFormat, 'delimiter' | 'newline'>;

/**
 * Cuts a text into records where quotes break the rules but leave only one reading: a quoted cell may have blanks
 * around it or be in a formula (`="00123"`), and in an unquoted cell, quotes are ordinary characters. Text after a
 * closing quote is `quote_broken`. Unless `isAll`, more text may follow, and the last record is not cut.
 */
export function looseRecords(text: string, dialect: Dialect, isAll: boolean): LooseCut {
  const records: LooseRecord[] = [];
  const lineEnd = dialect.newline === '\r' ? '\r' : '\n';
  const signs = { mark: nextOf(text, dialect.delimiter), lineEnd: nextOf(text, lineEnd) };
  let start = 0;
  while (start < text.length) {
    const cells: string[] = [];
    let isLoose = false;
    let at = start;
    for (;;) {
      const cell = cellAt(text, at, dialect.delimiter, lineEnd, signs);
      if (cell === 'open') return { records, end: start, wrong: isAll ? 'quote_broken' : undefined };
      if (cell === 'broken') return { records, end: start, wrong: 'quote_broken' };
      if (cell.end === text.length && !isAll) return { records, end: start, wrong: undefined };
      cells.push(cell.text);
      isLoose ||= cell.isLoose;
      at = cell.end + 1;
      if (text[cell.end] !== dialect.delimiter) break;
    }
    const end = Math.min(at, text.length);
    records.push({ cells, isLoose, lines: Math.max(1, occurrences(lineEnd, text, start, end)) });
    start = end;
  }
  return { records, end: start, wrong: undefined };
}

/** The next separator and the next line end from a position; the end of the text where there is none. */
interface Signs {
  readonly mark: (from: number) => number;
  readonly lineEnd: (from: number) => number;
}

/**
 * Searches each sign once, not again for each cell before it, which would take quadratic time in a line of millions.
 */
function nextOf(text: string, sign: string): (from: number) => number {
  let next = -1;
  return (from) => {
    if (next >= from) return next;
    const found = text.indexOf(sign, from);
    next = found === -1 ? text.length : found;
    return next;
  };
}

const opening = /[ \t\u00a0]*(=?)"/y;
/** The cell at a position; `open` where its quote is not closed, `broken` where text follows the closing quote. */
function cellAt(
  text: string,
  start: number,
  delimiter: string,
  lineEnd: string,
  signs: Signs,
): Cell | 'open' | 'broken' {
  opening.lastIndex = start;
  const opened = opening.exec(text);
  // A tab is no blank where it separates cells.
  if (opened === null || opened[0].includes(delimiter)) {
    return plainCell(text, start, signs, lineEnd);
  }
  const from = start + opened[0].length;
  let close = text.indexOf('"', from);
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close === -1) return 'open';
  const blanks = blanksAt(text, close + 1, delimiter);
  const isReturn = lineEnd === '\n' && text[close + 1 + blanks] === '\r';
  const end = close + 1 + blanks + (isReturn ? 1 : 0);
  const isEnded = end === text.length || text[end] === lineEnd || (!isReturn && text[end] === delimiter);
  if (!isEnded) return 'broken';
  const inside = text.slice(from, close);
  const isFormula = opened[1] === '=';
  return {
    text: isFormula ? `="${inside}"` : inside.replaceAll('""', '"'),
    isLoose: blanks > 0 || opened[0].length > (isFormula ? 2 : 1),
    end,
  };
}

function blanksAt(text: string, start: number, delimiter: string): number {
  let end = start;
  while (text[end] !== delimiter && isBlank(text[end])) end++;
  return end - start;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\u00a0';
}

function plainCell(text: string, start: number, signs: Signs, lineEnd: string): Cell {
  const [mark, lineAt] = [signs.mark(start), signs.lineEnd(start)];
  const end = Math.min(mark, lineAt);
  const cell = text.slice(start, end);
  const isReturn = lineAt <= mark && lineEnd === '\n' && cell.endsWith('\r');
  return { text: isReturn ? cell.slice(0, -1) : cell, isLoose: cell.includes('"'), end };
}
