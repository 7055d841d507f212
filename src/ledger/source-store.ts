import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { isForgery, LedgerForged } from '../domain/crypto/forged.ts';
import { codeOf } from '../domain/error-code.ts';
import { fail } from '../domain/failure.ts';
import { type Plan, type StoredPlan, storedPlanSchema } from '../domain/plan.ts';
import { message } from '../i18n/messages.ts';
import { orBatchGone } from './batch-gone.ts';
import type { Home } from './home.ts';
import type { BatchKey } from './keys.ts';

/** The submitted files of batches, compressed and sealed. */
export interface SourceStore {
  /**
   * Stores the submitted file in chunks, with the plan for reading it; once a batch: a second file of the same content is dropped.
   * Returns the SHA-256 of the bytes in hex where this file is the stored one, else undefined. An AppError with `batch_incomplete` where
   * the batch was lost.
   */
  save(id: string, bytes: AsyncIterable<Buffer>, plan: Plan): Promise<string | undefined>;
  /** The bytes of the stored file. An AppError with `batch_incomplete` where none was stored whole, `batch_purged` where it was erased. */
  read(id: string): AsyncIterable<Buffer>;
  /** The plan for reading the stored file. Errors as for `read`. */
  plan(id: string): Promise<Plan>;
  /** Deletes the stored file of a batch that has no entries yet. */
  drop(id: string): Promise<void>;
}

/** Bytes of the file in one stored chunk, before compression. */
const chunkBytes = 128 * 1024;

export function createSourceStore({ redis, scripts, prefix, keys }: Home): SourceStore {
  const batchKey = (id: string) => `${prefix}:batch:${id}`;
  const sourceKey = (id: string) => `${prefix}:source:${id}`;

  /** The Redis key of the stored file, its plan, its number of chunks, and the batch's key. */
  async function storedFile(
    id: string,
  ): Promise<StoredPlan & { readonly source: string; readonly key: BatchKey }> {
    const [named, purgedAt, committedAt] = await redis.hmget(
      batchKey(id),
      'source',
      'purgedAt',
      'committedAt',
    );
    if (typeof purgedAt === 'string') throw fail('batch_purged', message('named_batch', { batch: id }));
    const [name] = named?.split(' ') ?? [];
    const source = `${sourceKey(id)}:${name}`;
    const text = name === undefined ? null : await redis.hget(source, 'plan');
    // A process stores the file before it commits the submission.
    if (text === null && keys.isKeyed() && committedAt !== null)
      throw new LedgerForged(message('batch_without_file', { batch: id }));
    if (text === null) throw fail('batch_incomplete', message('named_batch', { batch: id }));
    const key = await keys.sealedKey(id);
    return orForged(id, () => ({
      ...storedPlanSchema.parse(JSON.parse(key.open(text, planPlace))),
      source,
      key,
    }));
  }

  async function* read(id: string): AsyncIterable<Buffer> {
    const { source, chunks, key } = await storedFile(id);
    for (let index = 0; index < chunks; index += 1) {
      const chunk = await redis.hgetBuffer(source, String(index));
      if (chunk === null) throw new LedgerForged(message('batch_without_chunk', { batch: id, chunk: index }));
      yield orForged(id, () => gunzipSync(key.openBytes(chunk, chunkPlace(index))));
    }
  }

  return {
    read,
    plan: async (id) => (await storedFile(id)).plan,
    async save(id, bytes, plan) {
      if ((await redis.hexists(batchKey(id), 'source')) === 1) return undefined;
      const key = await keys.sealedKey(id);
      // Each writer uses its own name, since two files of the same content may be submitted at the same moment.
      const name = await redis.incr(`${sourceKey(id)}:writers`);
      const source = `${sourceKey(id)}:${name}`;
      const hash = createHash('sha256');
      let count = 0;
      for await (const chunk of inChunks(bytes, chunkBytes)) {
        hash.update(chunk);
        await redis.hset(source, String(count), key.sealBytes(gzipSync(chunk), chunkPlace(count)));
        count += 1;
      }
      await redis.hset(source, 'plan', key.seal(JSON.stringify({ plan, chunks: count }), planPlace));
      const args = [key.id, `${name} ${count}`, count];
      const isMine = await orBatchGone(id, scripts['save-source']([batchKey(id), source], args));
      if (isMine === 1) return hash.digest('hex');
      await redis.unlink(source);
      return undefined;
    },
    async drop(id) {
      const [name] = (await redis.hget(batchKey(id), 'source'))?.split(' ') ?? [];
      await redis
        .multi()
        .hdel(batchKey(id), 'source')
        .unlink(`${sourceKey(id)}:${name}`)
        .exec();
    },
  };
}

/** Opens part of a stored file; `LedgerForged` where it is not the one that was stored. */
function orForged<T>(id: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!isForgery(error) && !codeOf(error).startsWith('Z_')) throw error;
    throw new LedgerForged(message('file_of_batch_forged', { batch: id }));
  }
}

/** The places for which the plan of a stored file and its chunks are sealed. */
export const planPlace = 'plan';
export const chunkPlace = (index: number) => `chunk ${index}`;

async function* inChunks(bytes: AsyncIterable<Buffer>, size: number): AsyncIterable<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    length += piece.length;
    if (length < size) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(pieces);
}
