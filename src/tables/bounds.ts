import { fail } from '../domain/failure.ts';
import type { FileLimits } from '../domain/table.ts';
import { message } from '../i18n/messages.ts';

/** In characters; a longer row is an unclosed quote, or an attack. */
export const largestRow = 64 * 1024;

/** The maximum number of rows in a chunk. */
export const rowsInChunk = 200;

/** Titles and a header may precede the counted rows; this module does not know where they end. */
const mostLinesAbove = 100;

/** Throws `file_too_large` where `count` rows exceed the limit, whichever line is the header. */
export function judgeRowCount(count: number, { maxRows }: FileLimits): void {
  if (count > maxRows + mostLinesAbove)
    throw fail('file_too_large', message('rows_above_limit', { most: maxRows }));
}

/** The rows of an Excel sheet: a program that saves one as text may write a line for each. */
const linesOfSheet = 1_048_576;

/**
 * Throws `file_too_large` where `count` lines without a filled cell exceed both the row limit and the rows of a
 * sheet: each costs nearly the time of a row, and a million of them compress to a few kilobytes.
 */
export function judgeBlankCount(count: number, { maxRows }: FileLimits): void {
  const most = Math.max(maxRows, linesOfSheet);
  if (count > most) throw fail('file_too_large', message('blank_lines_above_limit', { most }));
}

/** Passes bytes through; throws `file_too_large` once there are more than `maxBytes`. */
export async function* withinBytes(bytes: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > maxBytes) throw tooManyBytes(maxBytes);
    yield piece;
  }
}

/** The error for more than `maxBytes` unpacked bytes. */
export function tooManyBytes(maxBytes: number): Error {
  const most = Math.floor(maxBytes / 1024 / 1024);
  return fail('file_too_large', message('size_above_limit', { most }));
}
