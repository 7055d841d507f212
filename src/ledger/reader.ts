import type { Redis } from 'ioredis';
import { type Entry, type EntryKey, keyOf } from '../domain/entry.ts';
import type { Ledger } from './ledger.ts';
import { decodePage } from './page.ts';

/** Reads pages back; changes nothing. */
export function createReader(redis: Redis, prefix: string): Pick<Ledger, 'entries' | 'entry'> {
  async function entries(batch: string, lines: readonly number[]): Promise<Map<number, Entry | EntryKey>> {
    const pages =
      lines.length === 0 ? [] : await redis.hmget(`${prefix}:entries:${batch}`, ...lines.map(String));
    return new Map(
      lines.flatMap((line, at) => {
        const page = pages[at];
        if (typeof page !== 'string') return [];
        const known = page.startsWith('known ');
        return [
          [line, known ? keyOf(page.slice('known '.length)) : decodePage({ batch, line }, page)] as const,
        ];
      }),
    );
  }
  return {
    entries,
    async entry(key) {
      const found = (await entries(key.batch, [key.line])).get(key.line);
      return found !== undefined && 'state' in found ? found : undefined;
    },
  };
}
