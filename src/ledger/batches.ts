import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Batch } from '../domain/batch.ts';
import { type Failure, Stop } from '../domain/failure.ts';
import type { Rejection } from '../domain/row.ts';
import { sealedBy } from '../domain/sealing.ts';
import { createDecisions, type Decisions } from './decisions.ts';
import { orGone } from './gone.ts';
import { createKeptSource, type KeptSource } from './kept-source.ts';
import type { LedgerKeys } from './keys.ts';
import { failureSchema } from './page.ts';
import type { Scripts } from './scripts.ts';
import { batchFields, toBatch } from './stored-batch.ts';

/** What a batch is opened with. */
export type NewBatch = Pick<Batch, 'id' | 'file' | 'fileRows' | 'options' | 'amountMaxCents' | 'again'> &
  Partial<Pick<Batch, 'leftOutRows'>>;

/** The batches of an account as wholes: what was handed in, the file itself, its rejections, its history. */
export interface Batches extends Decisions, KeptSource {
  /** Opens the batch unless it is there already; returns it as it stands. */
  open(batch: NewBatch): Promise<Batch>;
  read(id: string): Promise<Batch | undefined>;
  /** Newest first. */
  list(most: number): Promise<Batch[]>;
  reject(id: string, rejections: readonly Rejection[]): Promise<void>;
  rejections(id: string, lines: readonly number[]): Promise<Map<number, readonly Failure[]>>;
  /**
   * Every row is in the ledger: from now on its entries may be claimed. False where rows are missing, because another submission
   * has taken them over meanwhile; they are to be entered again.
   */
  seal(id: string, slices: readonly Slice[], heldAfter: number | undefined): Promise<boolean>;
  slices(id: string): Promise<Slice[]>;
}

/** First and last line of a part of a batch. */
export interface Slice {
  readonly first: number;
  readonly last: number;
}

export function createBatches(
  redis: Redis,
  scripts: Scripts,
  prefix: string,
  now: () => string,
  keys: LedgerKeys,
): Batches {
  const keyOf = (kind: string, id: string) => `${prefix}:${kind}:${id}`;
  const batchKey = (id: string) => keyOf('batch', id);

  async function read(id: string): Promise<Batch | undefined> {
    const fields = await redis.hgetall(batchKey(id));
    return fields.file === undefined ? undefined : toBatch(id, fields, keys.ofField(id, fields.dataKey));
  }

  async function failuresOf(id: string, line: number, text: string): Promise<readonly Failure[]> {
    const sealedId = sealedBy(text);
    const key = sealedId === undefined ? undefined : await keys.toOpen(id, sealedId);
    if (sealedId !== undefined && key === undefined)
      throw new Stop([{ code: 'batch_lost', detail: `(${id})` }], 1);
    return failuresSchema.parse(JSON.parse(key?.open(text, rejectionPlace(line)) ?? text)) as Failure[];
  }

  return {
    ...createDecisions(redis, scripts, prefix, now, keys),
    ...createKeptSource(redis, scripts, prefix, keys),
    read,
    async open(batch) {
      const dataKey = keys.newBatchField(batch.id);
      const opening = batchFields(batch, keys.ofField(batch.id, dataKey));
      const fields = Object.entries({ ...opening, ...(dataKey !== undefined && { dataKey }) }).flat();
      await scripts.open([batchKey(batch.id), `${prefix}:batches`], [now(), batch.id, ...fields]);
      const opened = await read(batch.id);
      if (opened === undefined) throw new Error(`batch ${batch.id} was not opened`);
      return opened;
    },
    async list(most) {
      const ids = await redis.zrevrange(`${prefix}:batches`, 0, most - 1);
      const batches = await Promise.all(ids.map(read));
      return batches.filter((batch) => batch !== undefined);
    },
    async reject(id, rejections) {
      if (rejections.length === 0) return;
      await orGone(
        id,
        keys.sealing(id, (key) => {
          const args = rejections.flatMap(({ line, failures }) => [
            String(line),
            key.seal(JSON.stringify(failures), rejectionPlace(line)),
          ]);
          return scripts.reject([batchKey(id), keyOf('rejections', id)], [key.id, ...args]);
        }),
      );
    },
    async rejections(id, lines) {
      const found =
        lines.length === 0 ? [] : await redis.hmget(keyOf('rejections', id), ...lines.map(String));
      const told = new Map<number, readonly Failure[]>();
      for (const [at, line] of lines.entries()) {
        const text = found[at];
        if (typeof text === 'string') told.set(line, await failuresOf(id, line, text));
      }
      return told;
    },
    async seal(id, slices, heldAfter) {
      const fields = slices.flatMap(({ first, last }) => [String(first), String(last)]);
      const words = [heldAfter === undefined ? '' : String(heldAfter), ...fields];
      return (await scripts.seal([batchKey(id), keyOf('slices', id)], [prefix, now(), id, ...words])) === 1;
    },
    async slices(id) {
      const fields = await redis.hgetall(keyOf('slices', id));
      const slices = Object.entries(fields).map(([first, last]) => ({
        first: Number(first),
        last: Number(last),
      }));
      return slices.sort((a, b) => a.first - b.first);
    },
  };
}

const rejectionPlace = (line: number) => `${line} rejection`;

const failuresSchema = z.array(failureSchema);
