import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import type { Failure } from '../../src/domain/failure.ts';
import { type Hints, noHints } from '../../src/domain/hints.ts';
import type { Rules } from '../../src/ingest/ingest.ts';
import { type OpenedTables, openTables, sourceOf } from '../../src/tables/tables.ts';
import { inWords } from '../support/in-words.ts';

/** Opens text or bytes as a file that is read in chunks of the given size. */
export function tablesFrom(
  content: string | Buffer,
  chunkBytes = 64 * 1024,
  hints: Hints = noHints,
): Promise<OpenedTables> {
  const source = sourceOf('test.csv', () => chunksOf(Buffer.from(content), chunkBytes));
  return openTables(source, hints, { maxBytes: 1024 * 1024 * 1024, maxRows: 1_000_000 });
}

async function* chunksOf(bytes: Buffer, chunkBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** The bytes of a file in `fixtures/batches`. */
export function fixture(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, '../../fixtures/batches', name));
}

/** The rules of a run without options, in November 2026. */
export const plainRules: Rules = {
  options: {
    expiresInSeconds: 30 * 24 * 60 * 60,
    labelTemplate: 'Refund {reference}',
    defaultBeneficiary: false,
    timeZone: 'Europe/Paris',
    transliterate: false,
    fullNames: 'company',
    language: 'en',
  },
  hints: noHints,
  amountMaxCents: 3_500_000,
  now: Date.parse('2026-11-22T12:00:00Z'),
};

/** The failures of the AppError that the promise rejects with, each as `code field detail`; none where it resolves. */
export async function appErrorOf(work: Promise<unknown>): Promise<{ exitCode: number; failures: string[] }> {
  const error = await work.then(
    () => ({ exitCode: 0, failures: [] }),
    (thrown) => thrown,
  );
  if (error.failures === undefined) throw error;
  const failures = error.failures.map((failure: Failure) => {
    const { code, field, detail } = inWords(failure);
    return [code, field, detail].filter(Boolean).join(' ');
  });
  return { exitCode: exitCodeOf(error), failures };
}
