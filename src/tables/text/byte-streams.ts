import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { codeOf } from '../../domain/error-code.ts';
import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';

/** A stream whose first bytes have been read. */
export interface Peeked {
  /** At least the requested number of bytes; fewer only where the stream is shorter. */
  readonly head: Buffer;
  /** All bytes, including the first ones; to be read once. */
  readonly all: AsyncGenerator<Buffer>;
  /** Ends the stream, read or not. */
  close(): Promise<void>;
}

/** Reads the first bytes of a stream without losing them. */
export async function peek(bytes: AsyncIterable<Buffer>, size: number): Promise<Peeked> {
  const iterator = bytes[Symbol.asyncIterator]();
  const pieces: Buffer[] = [];
  for (let length = 0; length < size; ) {
    const next = await iterator.next();
    if (next.done === true) break;
    pieces.push(next.value);
    length += next.value.length;
  }
  const head = Buffer.concat(pieces);
  const close = async () => {
    await iterator.return?.();
  };
  return { head, all: joined(head, iterator, close), close };
}

async function* joined(
  head: Buffer,
  rest: AsyncIterator<Buffer>,
  close: () => Promise<void>,
): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await close();
  }
}

/**
 * The bytes themselves, or the content of gzip. Throws `file_damaged` where it is broken, cut off or followed by
 * other bytes.
 */
export function contentOf(bytes: AsyncIterable<Buffer>, isPacked: boolean): AsyncIterable<Buffer> {
  return isPacked ? unpacked(bytes) : bytes;
}

async function* unpacked(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  // The error also destroys `gunzip`, so that the loop below throws it.
  pipeline(Readable.from(packed, { objectMode: false }), gunzip).catch(() => {});
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (error) {
    const isBroken = codeOf(error).startsWith('Z_');
    throw isBroken ? fail('file_damaged', message('gzip_broken', {})) : error;
  }
}

/**
 * The line, 1-based, of the byte at `offset`. Line feeds end lines; carriage returns do where there is no line feed.
 */
export async function lineAt(bytes: AsyncIterable<Buffer>, offset: number): Promise<number> {
  let start = 0;
  let lineFeeds = 0;
  let carriageReturns = 0;
  for await (const piece of bytes) {
    for (const byte of piece.subarray(0, Math.max(0, offset - start))) {
      if (byte === 0x0a) lineFeeds++;
      else if (byte === 0x0d) carriageReturns++;
    }
    start += piece.length;
    if (start > offset) break;
  }
  return 1 + (lineFeeds > 0 ? lineFeeds : carriageReturns);
}
