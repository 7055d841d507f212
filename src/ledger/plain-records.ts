import type { Redis } from 'ioredis';
import type { z } from 'zod';
import { type PersonsDecision, personsDecisionSchema } from '../domain/batch.ts';
import { type Remembered, rememberedSchema } from '../domain/hints.ts';
import { deliverySchema, noticeSchema, targets } from '../domain/notices/notice.ts';
import type { Schedule } from '../domain/schedule.ts';
import { acceptedField, acceptedPlace } from './account-state.ts';
import { mapPlace } from './mappings.ts';
import { deliveryPlace, noticePlace } from './notices.ts';
import { shownDigest } from './plain-batch.ts';
import type { OpenRecord, Records } from './records.ts';
import type { Scripts } from './scripts/scripts.ts';
import { readRun, readSchedule, runPlace, schedulePlace } from './stored-run.ts';
import { keysLike } from './wrapped-keys.ts';

/** A plain record of an account, although there is a key: written before there was one, or by somebody who lacks it. */
export interface PlainRecord {
  readonly kind: 'schedule' | 'run' | 'mapping' | 'notice' | 'delivery' | 'acceptance';
  readonly schedule?: Schedule;
  readonly mapping?: Remembered;
  readonly acceptance?: PersonsDecision;
  /** Its `shownDigest`. */
  readonly digest: string;
  /** Seals the text that was read, which then counts as written by this installation; false where it changed since. */
  seal(): Promise<boolean>;
}

/** A stored text and its place in a hash. */
interface StoredText {
  readonly key: string;
  readonly field: Buffer;
  readonly text: string;
}

/** Reads a plain text of one kind; undefined where it is not of that kind, or belongs to another place. */
type PlainReader = (stored: StoredText) =>
  | (Omit<PlainRecord, 'seal' | 'digest'> & {
      readonly place: string;
      /** Text before the record: the revision of a run. */
      readonly before?: string;
    })
  | undefined;

const openPlain: OpenRecord = (text) => text;
const fieldsAtOnce = 200;

/** The plain records of an account; those that are sealed or unreadable are left out. */
export async function* plainRecords(
  redis: Redis,
  scripts: Scripts,
  prefix: string,
  records: Records,
): AsyncIterable<PlainRecord> {
  const open = await records.opener();
  for (const [keys, readPlain] of await kindsOf(redis, prefix))
    for (const key of keys)
      for await (const stored of fieldsOf(redis, key)) {
        const found = readPlain(stored);
        if (found === undefined) continue;
        const { place, before = '', ...record } = found;
        const text = stored.text.slice(before.length);
        if (open(text, place) !== undefined) continue;
        const seal = async () => {
          const sealed = `${before}${await records.seal(text, place)}`;
          return (await scripts.rewrap([key], [stored.field, stored.text, sealed])) === 1;
        };
        yield { ...record, digest: shownDigest(key, stored.field.toString('hex'), stored.text), seal };
      }
}

async function kindsOf(redis: Redis, prefix: string): Promise<readonly [readonly string[], PlainReader][]> {
  const runs = new Set<string>();
  for await (const key of keysLike(redis, `${prefix}:runs:*`)) runs.add(key);
  return [
    [[`${prefix}:schedules`], scheduleOf],
    [[...runs], runOf],
    [[`${prefix}:maps`], mappingOf],
    [[`${prefix}:notices`], noticeOf],
    [targets.map((target) => `${prefix}:notices:deliveries:${target}`), deliveryOf],
    [[`${prefix}:account`], acceptanceOf],
  ];
}

async function* fieldsOf(redis: Redis, key: string): AsyncIterable<StoredText> {
  let cursor = '0';
  do {
    const [next, items] = await redis.hscanBuffer(key, cursor, 'COUNT', fieldsAtOnce);
    cursor = String(next);
    for (let at = 0; at + 1 < items.length; at += 2)
      yield { key, field: items[at] ?? Buffer.alloc(0), text: String(items[at + 1]) };
  } while (cursor !== '0');
}

const scheduleOf: PlainReader = ({ field, text }) => {
  const { schedule } = readSchedule(openPlain, String(field), text);
  if (schedule === undefined || schedule.name !== String(field)) return undefined;
  return { kind: 'schedule', schedule, place: schedulePlace(schedule.name) };
};

const runOf: PlainReader = ({ key, field, text }) => {
  const [name, at] = [key.slice(key.lastIndexOf(':') + 1), Number(String(field))];
  const { run } = readRun(openPlain, name, at, text);
  if (run === undefined || run.schedule.name !== name || run.at !== at) return undefined;
  return { kind: 'run', place: runPlace(name, at, run.revision), before: `${run.revision} ` };
};

const mappingOf: PlainReader = ({ field, text }) => {
  const mapping = parsed(rememberedSchema, text);
  return mapping && { kind: 'mapping', mapping, place: mapPlace(field) };
};

const noticeOf: PlainReader = ({ field, text }) => {
  const isOne = parsed(noticeSchema, text)?.id === String(field);
  return isOne ? { kind: 'notice', place: noticePlace(String(field)) } : undefined;
};

const deliveryOf: PlainReader = ({ key, field, text }) => {
  const target = targets.find((one) => key.endsWith(`:${one}`));
  if (target === undefined || parsed(deliverySchema, text) === undefined) return undefined;
  return { kind: 'delivery', place: deliveryPlace(target, String(field)) };
};

const acceptanceOf: PlainReader = ({ field, text }) => {
  const acceptance = String(field) === acceptedField ? parsed(personsDecisionSchema, text) : undefined;
  return acceptance && { kind: 'acceptance', acceptance, place: acceptedPlace };
};

function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
