import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Batch } from '../domain/batch.ts';
import { type Failure, Stop } from '../domain/failure.ts';
import type { Plan } from '../domain/plan.ts';
import type { Rejection } from '../domain/row.ts';
import { createDecisions, type Decisions } from './decisions.ts';
import { orGone } from './gone.ts';
import { failureSchema } from './page.ts';
import type { Scripts } from './scripts.ts';
import { batchFields, toBatch } from './stored-batch.ts';
import { parsePlan } from './stored-plan.ts';

/** What a batch is opened with. */
export type NewBatch = Pick<Batch, 'id' | 'file' | 'fileRows' | 'options' | 'amountMaxCents' | 'again'>;

/** The batches of an account as wholes: what was handed in, the file itself, its rejections, its history. */
export interface Batches extends Decisions {
  /** Opens the batch unless it is there already; returns it as it stands. */
  open(batch: NewBatch): Promise<Batch>;
  read(id: string): Promise<Batch | undefined>;
  /** Newest first. */
  list(most: number): Promise<Batch[]>;
  /**
   * Keeps the file as handed in, in compressed chunks, with the plan by which it is read; once: a second file of the same content is
   * dropped. Answers the SHA-256 of the bytes where it was this one that is kept.
   */
  keepSource(id: string, bytes: AsyncIterable<Buffer>, plan: Plan): Promise<string | undefined>;
  /** The file as handed in first. A Stop with `batch_incomplete` where it was not kept whole. */
  source(id: string): AsyncIterable<Buffer>;
  /** How the kept file is read; undefined where an earlier version kept it. A Stop with `batch_incomplete` where none was kept whole. */
  plan(id: string): Promise<Plan | undefined>;
  /** Forgets the kept file of a batch of which nothing was entered yet. */
  dropSource(id: string): Promise<void>;
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

/** Bytes of the file in one stored chunk, before compression. */
const chunkBytes = 128 * 1024;

export function createBatches(redis: Redis, scripts: Scripts, prefix: string, now: () => string): Batches {
  const key = (kind: string, id: string) => `${prefix}:${kind}:${id}`;

  async function read(id: string): Promise<Batch | undefined> {
    const fields = await redis.hgetall(key('batch', id));
    return fields.digest === undefined && fields.file === undefined ? undefined : toBatch(id, fields);
  }

  /** The key of the kept file, and its number of chunks. */
  async function keptOf(id: string): Promise<{ readonly kept: string; readonly count: number }> {
    const [name, count] = (await redis.hget(key('batch', id), 'source'))?.split(' ') ?? [];
    if (name === undefined) throw new Stop([{ code: 'batch_incomplete', detail: `(${id})` }], 1);
    return { kept: `${key('source', id)}:${name}`, count: Number(count) };
  }

  async function* source(id: string): AsyncIterable<Buffer> {
    const { kept, count } = await keptOf(id);
    for (let index = 0; index < count; index += 1) {
      const chunk = await redis.hgetBuffer(kept, String(index));
      if (chunk === null) throw new Error(`batch ${id} lacks chunk ${index} of its stored file`);
      yield gunzipSync(chunk);
    }
  }

  return {
    ...createDecisions(redis, scripts, prefix, now),
    read,
    source,
    async plan(id) {
      const { kept } = await keptOf(id);
      const text = await redis.hget(kept, 'plan');
      return text === null ? undefined : parsePlan(text);
    },
    async open(batch) {
      const fields = Object.entries(batchFields(batch)).flat();
      await scripts.open([key('batch', batch.id), `${prefix}:batches`], [now(), batch.id, ...fields]);
      const opened = await read(batch.id);
      if (opened === undefined) throw new Error(`batch ${batch.id} was not opened`);
      return opened;
    },
    async list(most) {
      const ids = await redis.zrevrange(`${prefix}:batches`, 0, most - 1);
      const batches = await Promise.all(ids.map(read));
      return batches.filter((batch) => batch !== undefined);
    },
    async keepSource(id, bytes, plan) {
      if ((await redis.hexists(key('batch', id), 'source')) === 1) return undefined;
      // A name of its own: two files of the same content may be handed in at the same moment.
      const name = await redis.incr(`${key('source', id)}:writers`);
      const hash = createHash('sha256');
      let count = 0;
      for await (const chunk of inChunks(bytes, chunkBytes)) {
        hash.update(chunk);
        await redis.hset(`${key('source', id)}:${name}`, String(count), gzipSync(chunk));
        count += 1;
      }
      await redis.hset(`${key('source', id)}:${name}`, 'plan', JSON.stringify(plan));
      const mine = `${name} ${count}`;
      const first = await redis.hsetnx(key('batch', id), 'source', mine);
      // Sent again after a lost answer, it finds what it has set itself.
      if (first === 1 || (await redis.hget(key('batch', id), 'source')) === mine) return hash.digest('hex');
      await redis.unlink(`${key('source', id)}:${name}`);
      return undefined;
    },
    async dropSource(id) {
      const [name] = (await redis.hget(key('batch', id), 'source'))?.split(' ') ?? [];
      await redis
        .multi()
        .hdel(key('batch', id), 'source')
        .unlink(`${key('source', id)}:${name}`)
        .exec();
    },
    async reject(id, rejections) {
      if (rejections.length === 0) return;
      const args = rejections.flatMap(({ line, failures }) => [String(line), JSON.stringify(failures)]);
      await orGone(id, scripts.reject([key('batch', id), key('rejections', id)], args));
    },
    async rejections(id, lines) {
      const found = lines.length === 0 ? [] : await redis.hmget(key('rejections', id), ...lines.map(String));
      return new Map(
        lines.flatMap((line, at) => {
          const text = found[at];
          return typeof text === 'string'
            ? [[line, failuresSchema.parse(JSON.parse(text)) as Failure[]]]
            : [];
        }),
      );
    },
    async seal(id, slices, heldAfter) {
      const fields = slices.flatMap(({ first, last }) => [String(first), String(last)]);
      const words = [heldAfter === undefined ? '' : String(heldAfter), ...fields];
      return (await scripts.seal([key('batch', id), key('slices', id)], [prefix, now(), id, ...words])) === 1;
    },
    async slices(id) {
      const fields = await redis.hgetall(key('slices', id));
      const slices = Object.entries(fields).map(([first, last]) => ({
        first: Number(first),
        last: Number(last),
      }));
      return slices.sort((a, b) => a.first - b.first);
    },
  };
}

const failuresSchema = z.array(failureSchema);

async function* inChunks(bytes: AsyncIterable<Buffer>, size: number): AsyncIterable<Buffer> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const piece of bytes) {
    held.push(piece);
    length += piece.length;
    if (length < size) continue;
    yield Buffer.concat(held);
    held = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(held);
}
