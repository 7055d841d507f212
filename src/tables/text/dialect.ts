import type { TextFormat } from '../../domain/table.ts';
import { occurrences } from '../occurrences.ts';

/** How a text is written, as its first megabyte shows. */
export type Dialect = Pick<TextFormat, 'delimiter' | 'newline' | 'hasSeparatorLine'>;

/** Those that stand in texts least come first: where all else is equal, a comma is one of a text or an amount. */
const delimiters = ['\t', '|', ';', ','] as const;
const separatorLine = /^sep=([,;\t|])(?=[\r\n]|$)/i;
/** A doubled quote ends one of these and begins the next; the inches of `6"` begin none. */
const everyQuoted = /(?<![^\s,;|="])"[^"]*"/g;
/** A line that is one quoted cell: a program may have put it in quotes as a whole. */
const everyQuotedLine = /^"((?:[^"\r\n]|"")*)"[ \t]*$/gm;

/** The dialect of a text; of one that is not whole, the last line is not counted. */
export function dialectOf(sample: string, isWhole: boolean): Dialect {
  const plain = sample.includes('"') ? withoutQuoted(sample) : sample;
  const newline = newlineOf(plain);
  const stated = delimiters.find((delimiter) => delimiter === separatorLine.exec(sample)?.[1]);
  if (stated !== undefined) return { delimiter: stated, newline, hasSeparatorLine: true };
  const lines = plain.split(newline === '\r' ? '\r' : '\n');
  if (!isWhole && lines.length > 1) lines.pop();
  return { delimiter: delimiterOf(lines), newline, hasSeparatorLine: false };
}

function withoutQuoted(sample: string): string {
  const opened = sample.replaceAll(everyQuotedLine, (_, inside: string) => inside.replaceAll('""', '"'));
  return opened.replaceAll(everyQuoted, '');
}

/** Carriage returns end lines only where no line feed does. */
function newlineOf(plain: string): Dialect['newline'] {
  const lineFeed = plain.indexOf('\n');
  if (lineFeed === -1) return plain.includes('\r') ? '\r' : '\n';
  return plain[lineFeed - 1] === '\r' ? '\r\n' : '\n';
}

/**
 * The separator that cuts the largest share of lines into equally many cells, at least two. Of two, a comma is the one that stands in texts
 * and amounts, where the other gives three cells or more; else it is the one that gives more. Empty cells at the end of a line may be there
 * or not. Titles above the header and totals below the rows are lines among others.
 */
function delimiterOf(lines: readonly string[]): Dialect['delimiter'] {
  const ways = delimiters.flatMap((delimiter): Way[] => {
    const spans = spansOf(delimiter, lines);
    return [...new Set(spans.map(({ most }) => most))]
      .filter((separators) => separators > 0)
      .map((separators) => {
        const fitting = spans.filter((span) => fits(span, delimiter, separators));
        return { delimiter, separators, count: fitting.reduce((sum, { count }) => sum + count, 0) };
      });
  });
  const isText = (way: Way) => way.delimiter === ',' && ways.some((other) => parts(other, way.count));
  ways.sort(
    (a, b) => b.count - a.count || Number(isText(a)) - Number(isText(b)) || b.separators - a.separators,
  );
  return ways[0]?.delimiter ?? ',';
}

/** A separator, and the lines that it cuts into equally many cells. */
interface Way {
  readonly delimiter: Dialect['delimiter'];
  readonly separators: number;
  readonly count: number;
}

/** Of a line that is written without its empty end, half of the separators are there; commas that stand in texts are often fewer. */
function fits({ least, most }: Span, delimiter: string, separators: number): boolean {
  const isShort = delimiter !== ',' && separators > 1 && most < separators && 2 * most >= separators;
  return isShort || (least <= separators && separators <= most);
}

/** Whether something else than a comma cuts as many lines into three cells or more. */
function parts({ delimiter, separators, count }: Way, lines: number): boolean {
  return delimiter !== ',' && separators > 1 && count === lines;
}

/** How many lines have so many separators, at least those before their last filled cell. */
interface Span {
  readonly least: number;
  readonly most: number;
  count: number;
}

function spansOf(delimiter: string, lines: readonly string[]): readonly Span[] {
  const spans = new Map<string, Span>();
  for (const line of lines) {
    if (line.trim() === '') continue;
    const most = occurrences(delimiter, line);
    const least = most - trailing(delimiter, line);
    const key = `${least} ${most}`;
    const span = spans.get(key) ?? { least, most, count: 0 };
    span.count++;
    spans.set(key, span);
  }
  return [...spans.values()];
}

/** Separators after the last filled cell. */
function trailing(delimiter: string, line: string): number {
  let count = 0;
  for (let at = line.length - 1; at >= 0; at--) {
    const character = line[at];
    if (character === delimiter) count++;
    else if (character !== ' ' && character !== '\t' && character !== '\r') break;
  }
  return count;
}
