import type { Redis } from 'ioredis';
import type { EntryKey } from '../../src/domain/entry.ts';
import type { SimProcess } from './process.ts';
import type { RedisAnswer, RedisWord } from './resp.ts';
import { asWeak, noteEntered } from './weak-pages.ts';

/** Scripts that change nothing. */
const readers = new Set(['linkmill-status', 'linkmill-consult', 'linkmill-find', 'linkmill-due']);

/** Scripts that change entries or batches: faults around them reveal more than around a reading. */
const movers = new Set(
  [
    'claim',
    'settle',
    'verdict',
    'enter',
    'seal',
    'open',
    'retry',
    'trust',
    'recovery-scan',
    'reject',
    'cancel',
    'reissue',
    'replace',
    'unassign-link',
    'duplicate',
    'revoke',
    'end-revocation',
    'verify',
    'misdirected',
    'decide',
  ].map((name) => `linkmill-${name}`),
);

const readCommands = [
  'zcard',
  'hget',
  'hmget',
  'hgetall',
  'hexists',
  'zrange',
  'zscore',
  'zrevrange',
  'get',
] as const;
const writeCommands = ['zadd', 'hset', 'hsetnx', 'hdel', 'incr', 'rpush', 'unlink', 'zrem'] as const;

/** Answers of a script that found nothing to do. */
const idle = new Set([
  'later',
  'suspect',
  'settled',
  'held',
  'stopped',
  'late',
  'already',
  'unproven',
  'unverified',
]);

const dull = 0.2;
const revealing = 4;

/** Scripts after whose answer the process reads a clock. */
const timed = new Set(['linkmill-doubts', 'linkmill-status']);

function weightOf(name: string): number {
  if (timed.has(name)) return 2;
  return movers.has(name) ? revealing : dull;
}

/** Replaces ioredis for the ledger and the pace of one process; every command runs in the world's virtual time. */
export function createSimRedis(process: SimProcess): Redis {
  const { store } = process.world;
  const redis: Record<string, unknown> = {};

  function ask(name: string, weight: number, isWrite: boolean, words: readonly RedisWord[]) {
    const flat = words.flat() as RedisWord[];
    return process.perform(name, weight, () => store.execute([name.toUpperCase(), ...flat], isWrite, false));
  }

  for (const name of readCommands) redis[name] = (...words: RedisWord[]) => ask(name, dull, false, words);
  const { mutation } = process.world;
  if (mutation?.weakness !== undefined)
    redis.hmget = (...words: RedisWord[]) =>
      process.perform('hmget', dull, async () => {
        const answer = await store.execute(['HMGET', ...(words.flat() as RedisWord[])], false, false);
        const batch = /:entries:(.*)$/.exec(String(words[0]))?.[1];
        if (batch === undefined || !Array.isArray(answer)) return answer;
        const records: RedisAnswer[] = [];
        for (const [at, record] of answer.entries())
          records.push(await weakRecord(process, { batch, line: Number(words[at + 1]) }, record));
        return records;
      });
  for (const name of writeCommands) redis[name] = (...words: RedisWord[]) => ask(name, 1, true, words);
  redis.hgetall = (key: string) =>
    // The order of a hash is each server's own, and a trace must be the same every time.
    process.perform('hgetall', dull, async () =>
      sortedPairs(await store.execute(['HGETALL', key], false, false)),
    );
  redis.defineCommand = (name: string, { numberOfKeys, lua }: { numberOfKeys: number; lua: string }) => {
    const script = store.script(name, lua);
    const isMover = movers.has(name);
    redis[name] = (...words: RedisWord[]) =>
      process.perform(name, weightOf(name), async () => {
        await store.load(script);
        const call = ['EVALSHA', script.digest, numberOfKeys, ...words];
        const answer = await store.execute(call, !readers.has(name), isMover);
        if (name === 'linkmill-enter') noteEntered(process.world, words);
        // The page that was claimed stands second; KEYS[1], then prefix, now, epoch, longest window, batch, line.
        if (name === 'linkmill-claim' && Array.isArray(answer) && answer[0] === 'claimed')
          answer[1] = await weakRecord(
            process,
            { batch: String(words[5]), line: Number(words[6]) },
            answer[1],
          );
        if (isMover && !isIdle(answer)) process.world.activity += 1;
        if (name === 'linkmill-settle' && words[9] === 'created') await noteNotified(process, words, answer);
        return answer;
      });
  };
  return redis as unknown as Redis;
}

async function weakRecord(
  { world }: SimProcess,
  key: EntryKey,
  record: RedisAnswer | undefined,
): Promise<RedisAnswer> {
  const weakness = world.mutation?.weakness;
  if (weakness === undefined || typeof record !== 'string') return record ?? null;
  return asWeak(world, key, record, weakness);
}

/** A created answer that the ledger has heard: KEYS[1], then prefix, now, epoch, longest window, batch, line, attempt, generation, kind, extra... */
async function noteNotified(
  { world }: SimProcess,
  words: readonly RedisWord[],
  answer: RedisAnswer,
): Promise<void> {
  if (answer === 'taken' || answer === 'unknown') return;
  const [batch, line] = [String(words[5]), Number(words[6])];
  await world.judge.reported({ key: { batch, line }, id: String(words[10]).split(' ')[1] ?? '' });
}

function isIdle(answer: RedisAnswer): boolean {
  const kind = Array.isArray(answer) ? answer[0] : answer;
  return typeof kind === 'string' && idle.has(kind);
}

function sortedPairs(answer: RedisAnswer): Record<string, string> {
  const values = Array.isArray(answer) ? answer.map(String) : [];
  const pairs = values.flatMap((name, at) => (at % 2 === 0 ? [[name, values[at + 1] ?? ''] as const] : []));
  return Object.fromEntries(pairs.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
