import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { rejectionPlace } from './batches.ts';
import { sealedIdOf, sealRecord } from './entry-record.ts';
import type { BatchKey } from './keys.ts';
import type { RowHash } from './row-hash.ts';
import { chunkPlace, planPlace } from './source-store.ts';

/** A plain text of a batch, although there is a key. */
export interface PlainPart {
  /** The hash that stores it. */
  readonly home: string;
  readonly field: string;
  readonly text: string | Buffer;
  /** Its sealed replacement; throws where the text is not of its kind. */
  readonly sealed: (key: BatchKey, hash: RowHash) => string | Buffer;
}

/** Identifies a text that a person is shown and confirms. */
export function shownDigest(home: string, field: string, text: string | Buffer): string {
  const place = JSON.stringify([home, field]);
  return createHash('sha256').update(`${place}\n`).update(text).digest('base64');
}

/** The plain rows, rejections and parts of the file of a batch; sealed ones are left out. */
export async function* plainParts(
  redis: Redis,
  prefix: string,
  batch: string,
  fields: Readonly<Record<string, string>>,
): AsyncIterable<PlainPart> {
  yield* fieldsOf(redis, `${prefix}:entries:${batch}`, (field, record) => {
    if (record.startsWith('known ') || sealedIdOf(record) !== undefined) return undefined;
    return (key, hash) => sealRecord({ batch, line: Number(field) }, record, key, hash);
  });
  yield* fieldsOf(redis, `${prefix}:rejections:${batch}`, (field, text) =>
    text.startsWith('[') ? (key) => key.seal(text, rejectionPlace(Number(field))) : undefined,
  );
  if (fields.source !== undefined)
    yield* fileParts(redis, `${prefix}:source:${batch}:${fields.source.split(' ')[0]}`);
}

async function* fieldsOf(
  redis: Redis,
  home: string,
  sealing: (field: string, text: string) => PlainPart['sealed'] | undefined,
): AsyncIterable<PlainPart> {
  let cursor = '0';
  do {
    const [next, items] = await redis.hscan(home, cursor, 'COUNT', 200);
    cursor = next;
    for (let at = 0; at < items.length; at += 2) {
      const [field = '', text = ''] = items.slice(at, at + 2);
      const sealed = sealing(field, text);
      if (sealed !== undefined) yield { home, field, text, sealed };
    }
  } while (cursor !== '0');
}

/** The first bytes of gzip, with which a plain chunk begins. */
const gzipMark = Buffer.from([0x1f, 0x8b]);

async function* fileParts(redis: Redis, home: string): AsyncIterable<PlainPart> {
  const plan = await redis.hget(home, 'plan');
  if (plan?.startsWith('{'))
    yield { home, field: 'plan', text: plan, sealed: (key) => key.seal(plan, planPlace) };
  const count = Math.max(0, (await redis.hlen(home)) - 1);
  for (let index = 0; index < count; index += 1) {
    const chunk = await redis.hgetBuffer(home, String(index));
    if (chunk?.subarray(0, 2).equals(gzipMark)) {
      const sealed = (key: BatchKey) => key.sealBytes(chunk, chunkPlace(index));
      yield { home, field: String(index), text: chunk, sealed };
    }
  }
}
