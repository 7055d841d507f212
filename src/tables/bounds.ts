import { fail } from '../domain/failure.ts';
import type { FileLimits } from '../domain/table.ts';
import { message } from '../i18n/messages.ts';

/** More characters than this in one row are taken for an unclosed quote, or for an attack. */
export const largestRow = 64 * 1024;

/** Rows that are given at a time, at most. */
export const rowsInChunk = 200;

/** Titles and a header may stand above the rows that are counted; where they end is not known here. */
const mostLinesAbove = 100;

/** AppErrors with `file_too_large` where `count` rows cannot be within the limit, whichever line is the header. */
export function judgeRowCount(count: number, { maxRows }: FileLimits): void {
  if (count > maxRows + mostLinesAbove)
    throw fail('file_too_large', message('rows_above_limit', { most: maxRows }));
}

/** Rows of a sheet of Excel: a program that saves one as text may write a line for each. */
const linesOfSheet = 1_048_576;

/**
 * AppErrors with `file_too_large` where `count` lines without a filled cell are more than rows are allowed, and than a sheet has: each costs
 * nearly the time of a row, and a million of them pack into a few kilobytes.
 */
export function judgeBlankCount(count: number, { maxRows }: FileLimits): void {
  const most = Math.max(maxRows, linesOfSheet);
  if (count > most) throw fail('file_too_large', message('blank_lines_above_limit', { most }));
}

/** The same bytes; stops with `file_too_large` once there are more than allowed. */
export async function* withinBytes(bytes: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > maxBytes) throw tooManyBytes(maxBytes);
    yield piece;
  }
}

/** The stop for more bytes than `maxBytes`, unpacked. */
export function tooManyBytes(maxBytes: number): Error {
  const most = Math.floor(maxBytes / 1024 / 1024);
  return fail('file_too_large', message('size_above_limit', { most }));
}
