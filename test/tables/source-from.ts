import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import type { Failure } from '../../src/domain/failure.ts';
import type { Hints } from '../../src/domain/hints.ts';
import type { Row } from '../../src/domain/row.ts';
import type { FileLimits, Format } from '../../src/domain/table.ts';
import { openTables, type Source, sourceOf } from '../../src/tables/tables.ts';
import { inWords } from '../support/in-words.ts';

/** Text or bytes as a source, in chunks of the given size. */
export function sourceFrom(content: string | Buffer, chunkBytes = 64 * 1024): Source {
  return sourceOf('test.csv', () => chunksOf(Buffer.from(content), chunkBytes));
}

export async function* chunksOf(bytes: Buffer, chunkBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** The bytes of a file in `fixtures/batches`. */
export function fixture(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, '../../fixtures/batches', name));
}

/** Limits that no honest file of these tests reaches. */
export const roomyLimits: FileLimits = { maxBytes: 64 * 1024 * 1024, maxRows: 100_000 };

/** Options that differ from the tests' defaults. */
export interface Reading {
  readonly hints?: Pick<Hints, 'sheet' | 'encoding'>;
  readonly limits?: FileLimits;
  readonly chunkBytes?: number;
}

/** Opens a file and reads the first of its formats to the end. */
export async function read(
  content: string | Buffer,
  { hints = {}, limits = roomyLimits, chunkBytes }: Reading = {},
): Promise<{ formats: readonly Format[]; format: Format; rows: Row[]; bytesDigest: string }> {
  const { formats, bytesDigest, ...file } = await openTables(sourceFrom(content, chunkBytes), hints, limits);
  const [format] = formats;
  if (format === undefined) throw new Error('A file has at least one format.');
  const rows: Row[] = [];
  for await (const chunk of file.read(format).chunks) rows.push(...chunk);
  return { formats, format, rows, bytesDigest };
}

/** The failures that the work rejects with, each as `code detail`; none where it succeeds. */
export async function appErrorOf(work: Promise<unknown>): Promise<{ exitCode: number; failures: string[] }> {
  const stop = await work.then(
    () => ({ exitCode: 0, failures: [] }),
    (error) => error,
  );
  if (stop.failures === undefined) throw stop;
  const failures = stop.failures.map((failure: Failure) => {
    const { code, field, detail } = inWords(failure);
    return [code, field, detail].filter(Boolean).join(' ');
  });
  return { exitCode: exitCodeOf(stop), failures };
}
