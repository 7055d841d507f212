import { z } from 'zod';
import { type EntryKey, keyOf, pointerOf } from '../domain/entry.ts';
import type { Contents } from '../domain/instruction.ts';
import { orBatchGone } from './batch-gone.ts';
import { chunksOf } from './chunks-of.ts';
import { comparedText, encodeRecord } from './entry-record.ts';
import type { Home } from './home.ts';
import type { BatchKey } from './keys.ts';
import { encodePast } from './past.ts';
import type { RowHash } from './row-hash.ts';

export interface NewEntry {
  readonly line: number;
  readonly reference?: string;
  readonly contents: Contents;
  readonly label: string;
  /** What a listing of the row's link would show; compared with links that a recovery scan finds. */
  readonly fingerprint: string;
}

interface Conflict {
  readonly line: number;
  readonly earlier: EntryKey;
}

const consultedSchema = z.enum(['new', 'known', 'corrected', 'conflict']);

interface Consultation {
  readonly verdict: z.infer<typeof consultedSchema>;
  readonly earlier?: EntryKey;
  /** An entry under another reference with the same IBAN, amount and label. */
  readonly twin?: EntryKey;
}

/** Enters rows into the ledger, or predicts what entering them would do. */
export interface Entering {
  /**
   * Enters rows of an opened batch; idempotent. Returns those whose reference belongs to a row with other contents. An AppError with
   * `batch_incomplete` where the ledger has lost the batch.
   */
  enter(batch: string, rows: readonly NewEntry[]): Promise<Conflict[]>;
  /** Predicts what entering these rows of a new batch would do; writes nothing. One answer a row, in order. */
  consult(batch: string, rows: readonly NewEntry[]): Promise<Consultation[]>;
}

export function createEntering({ scripts, prefix, account, head, keys }: Home): Entering {
  /** Rows that correct earlier ones get a later generation, which the submission grants. */
  async function grant(
    batch: string,
    rows: readonly NewEntry[],
    generations: ReadonlyMap<number, number>,
  ): Promise<void> {
    if (generations.size === 0) return;
    const grantBy = (batchKey: BatchKey) => {
      const args = rows.flatMap(({ line, reference }) => {
        const generation = generations.get(line);
        if (generation === undefined) return [];
        const key = { batch, line };
        const entry = { key, reference: reference ?? pointerOf(key) };
        return [line, generation, encodePast(entry, generation, { earlierLinks: [] }, batchKey)];
      });
      return scripts.grant([account], [prefix, batch, batchKey.id, ...args]);
    };
    await orBatchGone(batch, keys.sealing(batch, grantBy));
  }

  return {
    async enter(batch, rows) {
      const enterBy = (batchKey: BatchKey, hash: RowHash) => {
        const args = rows.flatMap((row) => rowArguments({ batch, line: row.line }, row, batchKey, hash));
        return scripts.enter([account], [...head(), batch, hash.id, batchKey.id, ...args]);
      };
      const answer = chunksOf(await orBatchGone(batch, keys.sealing(batch, enterBy)), 3);
      const moved = answer.filter(([, pointer]) => pointer === '');
      await grant(
        batch,
        rows,
        new Map(moved.map(([line, , generation]) => [Number(line), Number(generation)])),
      );
      return answer
        .filter(([, pointer]) => pointer !== '')
        .map(([line, pointer]) => ({ line: Number(line), earlier: keyOf(pointer ?? '') }));
    },
    async consult(batch, rows) {
      const answer = await keys.hashed((hash) => {
        const args = rows.flatMap(({ reference, contents }) => [
          reference === undefined ? '' : hash.reference(reference),
          hash.guard(contents),
          comparedText(contents, hash),
        ]);
        return scripts.consult([account], [prefix, batch, hash.id, ...args]);
      }, false);
      return chunksOf(answer, 3).map(([verdict, earlier, twin]) => ({
        verdict: consultedSchema.parse(verdict),
        ...(earlier ? { earlier: keyOf(earlier) } : {}),
        ...(twin ? { twin: keyOf(twin) } : {}),
      }));
    },
  };
}

function rowArguments(key: EntryKey, row: NewEntry, batchKey: BatchKey, hash: RowHash): (string | Buffer)[] {
  const { reference, contents, label, fingerprint } = row;
  const record = encodeRecord(key, reference, contents, label, batchKey, hash);
  return [
    String(row.line),
    hash.reference(reference ?? pointerOf(key)),
    hash.guard(contents),
    record.reference,
    record.compared,
    record.sealed,
    hash.fingerprint(fingerprint),
  ];
}
