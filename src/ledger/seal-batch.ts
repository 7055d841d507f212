import type { Redis } from 'ioredis';
import type { Vault } from '../domain/crypto/vault.ts';
import { type AppError, fail } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';
import { type BatchKey, createKeys } from './keys.ts';
import { accountPrefix } from './ledger.ts';
import { type PlainPart, plainParts, shownDigest } from './plain-batch.ts';
import type { RowHash } from './row-hash.ts';
import { defineScripts, type Scripts } from './scripts/scripts.ts';
import { auditPlace, booksPlace, boundFields, purgePlace } from './stored-batch.ts';

/** The field with the key of a batch that is being sealed; texts with the id of that key are sealed already. */
const takingOver = 'takingOver';

/** The fields of a batch that are sealed or marked. */
const protectedFields = [
  'options',
  'header',
  'sealing',
  'approval',
  'purgedAt',
  'auditedAt',
  'balanced',
  'purged',
];

/** Digests of the texts that a person was shown and confirmed. */
export type Shown = Pick<ReadonlySet<string>, 'has'>;

/** The AppError for a text that changed since it was shown. */
export function notAsShown(): AppError {
  return fail('not_confirmed', message('changed_since_shown', {}));
}

/** Digests of all texts that `sealBatch` would seal of a batch. */
export async function* digestsOf(redis: Redis, prefix: string, batch: string): AsyncIterable<string> {
  const home = `${prefix}:batch:${batch}`;
  const fields = await redis.hgetall(home);
  yield fieldsDigest(home, fields, await auditOf(redis, prefix, batch));
  for await (const { home, field, text } of plainParts(redis, prefix, batch, fields))
    yield shownDigest(home, field, text);
}

/**
 * Seals a batch that was submitted before there was a key, with its rows, rejections and file, as a person was shown and confirmed them.
 * The batch is served only once all of it is sealed; an interrupted call can be repeated. The account's hash key must be wrapped. An
 * erased batch has nothing left to seal; its marks are renewed. False where the batch has no header (an older version wrote it), or where
 * another process has sealed it; an AppError with `not_confirmed` where a text changed since it was shown.
 */
export async function sealBatch(
  redis: Redis,
  vault: Vault,
  account: string,
  batch: string,
  shown: Shown,
): Promise<boolean> {
  const prefix = accountPrefix(account);
  const home = `${prefix}:batch:${batch}`;
  const scripts = defineScripts(redis);
  const keys = createKeys(redis, prefix, vault);
  const [fields, audit] = [await redis.hgetall(home), await auditOf(redis, prefix, batch)];
  const isErased = fields.purgedAt !== undefined && fields.header === undefined;
  if (fields.dataKey !== undefined || (fields.header === undefined && !isErased)) return false;
  if (!shown.has(fieldsDigest(home, fields, audit))) throw notAsShown();
  const proposed = keys.newBatchField(batch);
  if (proposed !== undefined && !isErased) await redis.hsetnx(home, takingOver, proposed);
  // All processes, also one that repeats an interrupted call, use the same key.
  const field = isErased ? '' : ((await redis.hget(home, takingOver)) ?? '');
  const key = keys.ofField(batch, field);
  if (key.id === '' && !isErased) return false;
  const hash = await keys.hash();
  while (!(await sealParts(scripts, plainParts(redis, prefix, batch, fields), key, hash, shown)));
  const purged = fields.purged === undefined ? {} : { purged: hash.mark(purgePlace(batch)) };
  if (isErased) {
    const closed = hash.mark(booksPlace(batch, fields.auditedAt ?? '', fields.balanced ?? ''));
    const marked = `${hash.mark(auditPlace(batch, audit))} ${audit}`;
    await redis
      .multi()
      .hset(home, { ...purged, closed })
      .set(`${prefix}:audit:${batch}`, marked)
      .exec();
    return true;
  }
  const bound = Object.entries({ ...boundFields(fields, key), ...purged }).flat();
  return (await scripts['take-over']([home, `${prefix}:audits`], [batch, takingOver, field, ...bound])) === 1;
}

/** False where a part changed since it was read: the caller reads the parts again. */
async function sealParts(
  scripts: Scripts,
  parts: AsyncIterable<PlainPart>,
  key: BatchKey,
  hash: RowHash,
  shown: Shown,
): Promise<boolean> {
  let isDone = true;
  for await (const { home, field, text, sealed } of parts) {
    const next = sealed(key, hash);
    // In an erased row only the mark of a link changes; without a link there is nothing to write.
    if (next === text) continue;
    if (!shown.has(shownDigest(home, field, text))) throw notAsShown();
    if ((await scripts.rewrap([home], [field, text, next])) === 0) isDone = false;
  }
  return isDone;
}

function fieldsDigest(home: string, fields: Readonly<Record<string, string>>, audit: string): string {
  return shownDigest(home, '', JSON.stringify([...protectedFields.map((name) => fields[name] ?? ''), audit]));
}

/** The JSON of the books as they were last closed, without their mark. */
async function auditOf(redis: Redis, prefix: string, batch: string): Promise<string> {
  const text = (await redis.get(`${prefix}:audit:${batch}`)) ?? '';
  return text.slice(text.indexOf('{'));
}
