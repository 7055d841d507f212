import type { Redis } from 'ioredis';
import type { Vault } from '../domain/vault.ts';
import { rejectionPlace } from './batches.ts';
import { chunkPlace, planPlace } from './kept-source.ts';
import { type BatchKey, createKeys } from './keys.ts';
import { accountPrefix } from './ledger.ts';
import { sealedIdOf, sealPage } from './page.ts';
import { defineScripts } from './scripts.ts';
import { boundFields } from './stored-batch.ts';

/** Where the key rests of a batch that is being sealed: what bears its id is sealed already. */
const takingOver = 'takingOver';

/**
 * Seals a batch that was handed in before there was a key, with its rows, rejections and file, as they stand; a person has said so. Until
 * all of it is sealed the batch is refused, and it can be called again. The account's hash key must be wrapped. False where the batch has
 * no header (it is of an older version), or another process has sealed it.
 */
export async function sealBatch(
  redis: Redis,
  vault: Vault,
  account: string,
  batch: string,
): Promise<boolean> {
  const prefix = accountPrefix(account);
  const home = `${prefix}:batch:${batch}`;
  const keys = createKeys(redis, prefix, vault);
  const fields = await redis.hgetall(home);
  const proposed = keys.newBatchField(batch);
  if (fields.header === undefined || fields.dataKey !== undefined || proposed === undefined) return false;
  await redis.hsetnx(home, takingOver, proposed);
  // Of several processes, and after one that was cut, all go on with one key.
  const field = (await redis.hget(home, takingOver)) ?? '';
  const key = keys.ofField(batch, field);
  if (key.id === '') return false;
  const hash = await keys.hash();
  await eachField(redis, `${prefix}:entries:${batch}`, (line, page) => {
    if (page.startsWith('known ') || sealedIdOf(page) !== undefined) return undefined;
    return sealPage({ batch, line: Number(line) }, page, key, hash);
  });
  await eachField(redis, `${prefix}:rejections:${batch}`, (line, text) =>
    text.startsWith('[') ? key.seal(text, rejectionPlace(Number(line))) : undefined,
  );
  if (fields.source !== undefined)
    await sealFile(redis, `${prefix}:source:${batch}:${fields.source.split(' ')[0]}`, key);
  const bound = Object.entries(boundFields(fields, key)).flat();
  return (await defineScripts(redis)['take-over']([home], [takingOver, field, ...bound])) === 1;
}

/** Puts other texts in the place of a hash's, where those have not moved on meanwhile. */
async function eachField(
  redis: Redis,
  name: string,
  change: (field: string, text: string) => string | undefined,
): Promise<void> {
  const scripts = defineScripts(redis);
  let cursor = '0';
  do {
    const [next, items] = await redis.hscan(name, cursor, 'COUNT', 200);
    cursor = next;
    for (let at = 0; at < items.length; at += 2) {
      const [field = '', text = ''] = items.slice(at, at + 2);
      const changed = change(field, text);
      if (changed !== undefined) await scripts.rewrap([name], [field, text, changed]);
    }
  } while (cursor !== '0');
}

/** A chunk that is not sealed begins as gzip does. */
const gzipMark = Buffer.from([0x1f, 0x8b]);

async function sealFile(redis: Redis, name: string, key: BatchKey): Promise<void> {
  const plan = await redis.hget(name, 'plan');
  if (plan?.startsWith('{')) await redis.hset(name, 'plan', key.seal(plan, planPlace));
  const count = Math.max(0, (await redis.hlen(name)) - 1);
  for (let index = 0; index < count; index += 1) {
    const chunk = await redis.hgetBuffer(name, String(index));
    if (chunk?.subarray(0, 2).equals(gzipMark))
      await redis.hset(name, String(index), key.sealBytes(chunk, chunkPlace(index)));
  }
}
