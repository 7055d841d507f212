import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Batch, BatchOptions } from '../domain/batch.ts';
import { type Failure, Stop } from '../domain/failure.ts';
import type { Rejection } from '../domain/row.ts';
import type { Scripts } from './scripts.ts';

/** What a batch is opened with. */
export type NewBatch = Pick<Batch, 'id' | 'file' | 'fileRows' | 'options' | 'amountMaxCents' | 'again'>;

/** The batches of an account as wholes: what was handed in, the file itself, its rejections, its history. */
export interface Batches {
  /** Opens the batch unless it is there already; returns it as it stands. */
  open(batch: NewBatch): Promise<Batch>;
  read(id: string): Promise<Batch | undefined>;
  /** Newest first. */
  list(most: number): Promise<Batch[]>;
  /**
   * Keeps the file as handed in, in compressed chunks, once; a second file of the same content is dropped. Answers the SHA-256
   * of the bytes where it was this one that is kept.
   */
  keepSource(id: string, bytes: AsyncIterable<Buffer>): Promise<string | undefined>;
  /** The file as handed in first. A Stop with `batch_incomplete` where it was not kept whole. */
  source(id: string): AsyncIterable<Buffer>;
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
  /** Lets the rows after the canary go. */
  approve(id: string): Promise<void>;
  /** Adds a line to what people did with the batch; never a secret, an IBAN or a link. */
  note(id: string, event: Readonly<Record<string, string | number>>): Promise<void>;
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

  async function* source(id: string): AsyncIterable<Buffer> {
    const [name, count] = (await redis.hget(key('batch', id), 'source'))?.split(' ') ?? [];
    if (name === undefined) throw new Stop([{ code: 'batch_incomplete', detail: `(${id})` }], 1);
    for (let index = 0; index < Number(count); index += 1) {
      const chunk = await redis.hgetBuffer(`${key('source', id)}:${name}`, String(index));
      if (chunk === null) throw new Error(`batch ${id} lacks chunk ${index} of its stored file`);
      yield gunzipSync(chunk);
    }
  }

  return {
    read,
    source,
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
    async keepSource(id, bytes) {
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
      const first = await redis.hsetnx(key('batch', id), 'source', `${name} ${count}`);
      if (first === 1) return hash.digest('hex');
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
      await scripts.reject([key('batch', id), key('rejections', id)], args);
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
      const words = [now(), heldAfter === undefined ? '' : String(heldAfter), ...fields];
      return (await scripts.seal([key('batch', id), key('slices', id)], words)) === 1;
    },
    async slices(id) {
      const fields = await redis.hgetall(key('slices', id));
      const slices = Object.entries(fields).map(([first, last]) => ({
        first: Number(first),
        last: Number(last),
      }));
      return slices.sort((a, b) => a.first - b.first);
    },
    async approve(id) {
      await redis.hdel(key('batch', id), 'heldAfter');
    },
    async note(id, event) {
      await redis.rpush(key('history', id), JSON.stringify(event));
    },
  };
}

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

function batchFields(batch: NewBatch): Record<string, string> {
  return {
    file: batch.file,
    fileRows: String(batch.fileRows),
    options: JSON.stringify(batch.options),
    amountMaxCents: String(batch.amountMaxCents),
    ...(batch.again === undefined ? {} : { again: batch.again }),
    open: '0',
    doubtful: '0',
  };
}

const failuresSchema = z.array(
  z.object({ code: z.string(), field: z.string().optional(), detail: z.string().optional() }),
);

const partySchema = z.union([
  z.object({ kind: z.literal('company'), companyName: z.string() }),
  z.object({ kind: z.literal('person'), firstName: z.string(), lastName: z.string() }),
]);

const optionsSchema = z.object({
  payer: partySchema.optional(),
  expiresInSeconds: z.number(),
  labelTemplate: z.string(),
  callbackUrl: z.string().optional(),
  defaultBeneficiary: z.boolean(),
});

function toBatch(id: string, fields: Record<string, string>): Batch {
  const number = (name: string) => Number(fields[name] ?? 0);
  const optional = (name: string) => (fields[name] === undefined ? {} : { [name]: number(name) });
  const counts = {
    created: number('created'),
    refused: number('refused'),
    failed: number('failed'),
    cancelled: number('cancelled'),
    rejected: number('rejected'),
    known: number('known'),
    doubtful: number('doubtful'),
    open: number('open'),
  };
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    id,
    file: fields.file ?? '',
    fileRows: number('fileRows'),
    options: optionsSchema.parse(JSON.parse(fields.options ?? '{}')) as BatchOptions,
    amountMaxCents: number('amountMaxCents'),
    ...(fields.again === undefined ? {} : { again: fields.again }),
    submittedAt: number('submittedAt'),
    ...optional('sealedAt'),
    ...optional('finishedAt'),
    ...optional('heldAfter'),
    books: { rows, ...counts, amountCents: number('amountCents'), createdCents: number('createdCents') },
    knownOpen: number('knownOpen'),
    knownCreated: number('knownCreated'),
  };
}
