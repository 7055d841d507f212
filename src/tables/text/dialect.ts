import type { TextFormat } from '../../domain/table.ts';
import { occurrences } from '../occurrences.ts';

/** The dialect of a text, from its first megabyte. */
export type Dialect = Pick<TextFormat, 'delimiter' | 'newline' | 'hasSeparatorLine'>;

/** From the rarest in texts to the most common: where all else is equal, a comma belongs to a text or an amount. */
const delimiters = ['\t', '|', ';', ','] as const;
const separatorLine = /^sep=([,;\t|])(?=[\r\n]|$)/i;
/** A doubled quote ends one match and begins the next; the inch sign in `6"` begins none. */
const everyQuoted = /(?<![^\s,;|="])"[^"]*"/g;
/** A line that is one quoted cell: a program may have quoted the line as a whole. */
const everyQuotedLine = /^"((?:[^"\r\n]|"")*)"[ \t]*$/gm;

/** The dialect of a sample; unless it is the whole text, its last line does not count. */
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

/** Carriage returns end lines only where there is no line feed. */
function newlineOf(plain: string): Dialect['newline'] {
  const lineFeed = plain.indexOf('\n');
  if (lineFeed === -1) return plain.includes('\r') ? '\r' : '\n';
  return plain[lineFeed - 1] === '\r' ? '\r\n' : '\n';
}

/**
 * The separator that cuts the largest share of lines into equally many cells, at least two. On a tie, a comma counts
 * as part of texts and amounts where another separator gives three cells or more; else the separator with more cells
 * wins. Empty cells at the end of a line may be missing. Titles above the header and totals below the rows count as
 * lines like any other.
 */
function delimiterOf(lines: readonly string[]): Dialect['delimiter'] {
  const cuts = delimiters.flatMap((delimiter): Cut[] => {
    const spans = spansOf(delimiter, lines);
    return [...new Set(spans.map(({ most }) => most))]
      .filter((separators) => separators > 0)
      .map((separators) => {
        const fitting = spans.filter((span) => fits(span, delimiter, separators));
        return { delimiter, separators, count: fitting.reduce((sum, { count }) => sum + count, 0) };
      });
  });
  const isText = (cut: Cut) => cut.delimiter === ',' && cuts.some((other) => beatsComma(other, cut.count));
  cuts.sort(
    (a, b) => b.count - a.count || Number(isText(a)) - Number(isText(b)) || b.separators - a.separators,
  );
  return cuts[0]?.delimiter ?? ',';
}

/** A separator, and the number of lines that it cuts into the same number of cells. */
interface Cut {
  readonly delimiter: Dialect['delimiter'];
  readonly separators: number;
  readonly count: number;
}

/**
 * Whether a line can have so many separators. A line without its empty end has at least half of them; this does not
 * apply to commas, since those in texts are often fewer, too.
 */
function fits({ least, most }: Span, delimiter: string, separators: number): boolean {
  const isShort = delimiter !== ',' && separators > 1 && most < separators && 2 * most >= separators;
  return isShort || (least <= separators && separators <= most);
}

/** Whether a separator other than the comma cuts as many lines into three cells or more. */
function beatsComma({ delimiter, separators, count }: Cut, lines: number): boolean {
  return delimiter !== ',' && separators > 1 && count === lines;
}

/** The number of lines with `most` separators, `least` of them before the last filled cell. */
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

/** The number of separators after the last filled cell. */
function trailing(delimiter: string, line: string): number {
  let count = 0;
  for (let at = line.length - 1; at >= 0; at--) {
    const character = line[at];
    if (character === delimiter) count++;
    else if (character !== ' ' && character !== '\t' && character !== '\r') break;
  }
  return count;
}
