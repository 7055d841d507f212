import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';

/** Every key of a Redis with its value, whatever its type, as Latin-1 text of the bytes. */
export async function restingIn(redis: Redis): Promise<string> {
  const parts: string[] = [];
  for (const key of await redis.keys('*')) {
    const question = await reading(redis, key);
    if (question !== undefined) parts.push(key, flat(await redis.callBuffer(...question)));
  }
  return parts.join('\n');
}

async function reading(redis: Redis, key: string): Promise<[string, ...string[]] | undefined> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return ['GET', key];
    case 'hash':
      return ['HGETALL', key];
    case 'list':
      return ['LRANGE', key, '0', '-1'];
    case 'set':
      return ['SMEMBERS', key];
    case 'zset':
      return ['ZRANGE', key, '0', '-1'];
    case 'stream':
      return ['XRANGE', key, '-', '+'];
    case 'none':
      // The key vanished while the others were read.
      return undefined;
    default:
      throw new Error(`${key} is a ${type}`);
  }
}

function flat(value: unknown): string {
  if (Array.isArray(value)) return value.map(flat).join('\n');
  return Buffer.isBuffer(value) ? value.toString('latin1') : String(value);
}

/** The contents of every file below a folder, as Latin-1 text of the bytes, by path. */
export function filesBelow(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
  const files = paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  return new Map(files.map((path) => [path, readFileSync(path, 'latin1')]));
}

/** The words whose UTF-8 bytes occur in a Latin-1 text of bytes. */
export function wordsIn(text: string, words: readonly string[]): string[] {
  return words.filter((word) => text.includes(Buffer.from(word).toString('latin1')));
}
