import type { TextFormat } from '../domain/table.ts';
import { occurrences } from './occurrences.ts';

/** How a text is written, as its first megabyte shows. */
export type Dialect = Pick<TextFormat, 'delimiter' | 'newline' | 'hasSeparatorLine'>;

/** Those that stand in texts least come first: where all else is equal, a comma is one of a text or an amount. */
const delimiters = ['\t', '|', ';', ','] as const;
const separatorLine = /^sep=([,;\t|])(?=[\r\n]|$)/i;
/** A doubled quote ends one of these and begins the next. */
const everyQuoted = /"[^"]*"/g;

/** The dialect of a text; of one that is not whole, the last line is not counted. */
export function dialectOf(sample: string, isWhole: boolean): Dialect {
  const plain = sample.includes('"') ? sample.replaceAll(everyQuoted, '') : sample;
  const newline = newlineOf(plain);
  const said = delimiters.find((delimiter) => delimiter === separatorLine.exec(sample)?.[1]);
  if (said !== undefined) return { delimiter: said, newline, hasSeparatorLine: true };
  const lines = plain.split(newline === '\r' ? '\r' : '\n');
  if (!isWhole && lines.length > 1) lines.pop();
  return { delimiter: delimiterOf(lines), newline, hasSeparatorLine: false };
}

/** Carriage returns end lines only where no line feed does. */
function newlineOf(plain: string): Dialect['newline'] {
  const lineFeed = plain.indexOf('\n');
  if (lineFeed === -1) return plain.includes('\r') ? '\r' : '\n';
  return plain[lineFeed - 1] === '\r' ? '\r\n' : '\n';
}

/**
 * The separator that cuts the largest share of lines into equally many cells, at least two; of two, the one that gives more. Titles above
 * the header and totals below the rows are lines among others.
 */
function delimiterOf(lines: readonly string[]): Dialect['delimiter'] {
  const tallies = delimiters.map((delimiter) => ({ delimiter, linesOf: new Map<number, number>() }));
  for (const line of lines) {
    if (line.trim() === '') continue;
    for (const { delimiter, linesOf } of tallies) {
      const separators = occurrences(delimiter, line);
      if (separators > 0) linesOf.set(separators, (linesOf.get(separators) ?? 0) + 1);
    }
  }
  const ways = tallies.flatMap(({ delimiter, linesOf }) =>
    [...linesOf].map(([separators, count]) => ({ delimiter, separators, count })),
  );
  ways.sort((a, b) => b.count - a.count || b.separators - a.separators);
  return ways[0]?.delimiter ?? ',';
}
