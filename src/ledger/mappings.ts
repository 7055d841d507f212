import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { columns } from '../domain/column.ts';
import type { Remembered } from '../domain/hints.ts';

/** What people said that columns mean and which rows are to be paid, by the header line of the file. */
export interface Mappings {
  rememberMap(header: string, remembered: Remembered): Promise<void>;
  /** What was said last of the first of these header lines that anything was said of. */
  mapAmong(headers: readonly string[]): Promise<Remembered | undefined>;
}

/** Header lines of which something is remembered, at most; further ones are not. */
const mostHeaders = 10_000;

export function createMappings(redis: Redis, prefix: string): Mappings {
  const key = `${prefix}:maps`;
  return {
    async rememberMap(header, remembered) {
      const field = headerDigest(header);
      if ((await redis.hlen(key)) >= mostHeaders && (await redis.hexists(key, field)) === 0) return;
      await redis.hset(key, field, JSON.stringify(remembered));
    },
    async mapAmong(headers) {
      if (headers.length === 0) return undefined;
      const texts = await redis.hmget(key, ...headers.map(headerDigest));
      const text = texts.find((one) => one !== null);
      return typeof text === 'string' ? rememberedSchema.parse(JSON.parse(text)) : undefined;
    },
  };
}

/** Names of columns are nobody's data. */
function headerDigest(header: string): Buffer {
  return createHash('sha256').update(header).digest().subarray(0, 16);
}

/** A mapping as it is stored. */
export const mapSchema = z.array(z.object({ column: z.enum([...columns, 'ignore']), header: z.string() }));

/** Conditions on rows as they are stored. */
export const onlySchema = z.array(z.object({ header: z.string(), value: z.string() }));

const rememberedSchema = z.object({ map: mapSchema, only: onlySchema });
