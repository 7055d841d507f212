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

/** The files of batches as they were handed in, compressed and sealed. */
export interface SourceStore {
  /**
   * Keeps the file as handed in, in chunks, with the plan by which it is read; once: a second file of the same content is dropped.
   * Answers the SHA-256 of the bytes where it was this one that is kept. A AppError with `batch_incomplete` where the batch was lost.
   */
  keep(id: string, bytes: AsyncIterable<Buffer>, plan: Plan): Promise<string | undefined>;
  /** The file as handed in first. A AppError with `batch_incomplete` where it was not kept whole, `batch_purged` where it was erased. */
  read(id: string): AsyncIterable<Buffer>;
  /** How the kept file is read. A AppError with `batch_incomplete` where none was kept whole. */
  plan(id: string): Promise<Plan>;
  /** Forgets the kept file of a batch of which nothing was entered yet. */
  drop(id: string): Promise<void>;
}

/** Bytes of the file in one stored chunk, before compression. */
const chunkBytes = 128 * 1024;

export function createSourceStore({ redis, scripts, prefix, keys }: Home): SourceStore {
  const batchKey = (id: string) => `${prefix}:batch:${id}`;
  const sourceKey = (id: string) => `${prefix}:source:${id}`;

  /** The key of the kept file, how it is read, and its number of chunks. */
  async function keptOf(id: string): Promise<StoredPlan & { readonly kept: string; readonly key: BatchKey }> {
    const [source, purgedAt, committedAt] = await redis.hmget(
      batchKey(id),
      'source',
      'purgedAt',
      'committedAt',
    );
    if (typeof purgedAt === 'string') throw fail('batch_purged', message('named_batch', { batch: id }));
    const [name] = source?.split(' ') ?? [];
    const kept = `${sourceKey(id)}:${name}`;
    const text = name === undefined ? null : await redis.hget(kept, 'plan');
    // A batch is sealed by whoever kept its file.
    if (text === null && keys.isKeyed() && committedAt !== null)
      throw new LedgerForged(message('batch_without_file', { batch: id }));
    if (text === null) throw fail('batch_incomplete', message('named_batch', { batch: id }));
    const key = await keys.sealedKey(id);
    return orForged(id, () => ({
      ...storedPlanSchema.parse(JSON.parse(key.open(text, planPlace))),
      kept,
      key,
    }));
  }

  async function* read(id: string): AsyncIterable<Buffer> {
    const { kept, chunks, key } = await keptOf(id);
    for (let index = 0; index < chunks; index += 1) {
      const chunk = await redis.hgetBuffer(kept, String(index));
      if (chunk === null) throw new LedgerForged(message('batch_without_chunk', { batch: id, chunk: index }));
      yield orForged(id, () => gunzipSync(key.openBytes(chunk, chunkPlace(index))));
    }
  }

  return {
    read,
    plan: async (id) => (await keptOf(id)).plan,
    async keep(id, bytes, plan) {
      if ((await redis.hexists(batchKey(id), 'source')) === 1) return undefined;
      const key = await keys.sealedKey(id);
      // A name of its own: two files of the same content may be handed in at the same moment.
      const name = await redis.incr(`${sourceKey(id)}:writers`);
      const kept = `${sourceKey(id)}:${name}`;
      const hash = createHash('sha256');
      let count = 0;
      for await (const chunk of inChunks(bytes, chunkBytes)) {
        hash.update(chunk);
        await redis.hset(kept, String(count), key.sealBytes(gzipSync(chunk), chunkPlace(count)));
        count += 1;
      }
      await redis.hset(kept, 'plan', key.seal(JSON.stringify({ plan, chunks: count }), planPlace));
      const args = [key.id, `${name} ${count}`, count];
      const isMine = await orBatchGone(id, scripts['save-source']([batchKey(id), kept], args));
      if (isMine === 1) return hash.digest('hex');
      await redis.unlink(kept);
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

/** What opens the kept file of a batch; a `LedgerForged` where it is not the one that was kept. */
function orForged<T>(id: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (!isForgery(error) && !codeOf(error).startsWith('Z_')) throw error;
    throw new LedgerForged(message('file_of_batch_forged', { batch: id }));
  }
}

/** What the plan of a kept file and its chunks are sealed for. */
export const planPlace = 'plan';
export const chunkPlace = (index: number) => `chunk ${index}`;

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
