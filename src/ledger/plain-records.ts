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

/** A record of an account that rests as it is, though there is a key: written before there was one, or by somebody who lacks it. */
export interface PlainRecord {
  readonly kind: 'schedule' | 'run' | 'mapping' | 'notice' | 'delivery' | 'acceptance';
  readonly schedule?: Schedule;
  readonly mapping?: Remembered;
  readonly acceptance?: PersonsDecision;
  /** What stands for it where it was shown. */
  readonly digest: string;
  /** Seals what was read, from then on as if this installation had written it; false where something else stands there by now. */
  seal(): Promise<boolean>;
}

/** A text as it rests in a hash. */
interface Resting {
  readonly key: string;
  readonly field: Buffer;
  readonly text: string;
}

/** What a text is where it is plain; undefined where it is none of its kind, or is another's that was moved here. */
type Judge = (resting: Resting) =>
  | (Omit<PlainRecord, 'seal' | 'digest'> & {
      readonly place: string;
      /** What stands before the record: the revision of a run. */
      readonly before?: string;
    })
  | undefined;

const asItIs: OpenRecord = (text) => text;
const fieldsAtOnce = 200;

/** The records of an account that rest plain; what is sealed, or can be read by nobody, is left out. */
export async function* plainRecords(
  redis: Redis,
  scripts: Scripts,
  prefix: string,
  records: Records,
): AsyncIterable<PlainRecord> {
  const open = await records.opener();
  for (const [keys, judge] of await kindsOf(redis, prefix))
    for (const key of keys)
      for await (const resting of fieldsOf(redis, key)) {
        const found = judge(resting);
        if (found === undefined) continue;
        const { place, before = '', ...record } = found;
        const text = resting.text.slice(before.length);
        if (open(text, place) !== undefined) continue;
        const seal = async () => {
          const sealed = `${before}${await records.seal(text, place)}`;
          return (await scripts.rewrap([key], [resting.field, resting.text, sealed])) === 1;
        };
        yield { ...record, digest: shownDigest(key, resting.field.toString('hex'), resting.text), seal };
      }
}

async function kindsOf(redis: Redis, prefix: string): Promise<readonly [readonly string[], Judge][]> {
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

async function* fieldsOf(redis: Redis, key: string): AsyncIterable<Resting> {
  let cursor = '0';
  do {
    const [next, items] = await redis.hscanBuffer(key, cursor, 'COUNT', fieldsAtOnce);
    cursor = String(next);
    for (let at = 0; at + 1 < items.length; at += 2)
      yield { key, field: items[at] ?? Buffer.alloc(0), text: String(items[at + 1]) };
  } while (cursor !== '0');
}

const scheduleOf: Judge = ({ field, text }) => {
  const { schedule } = readSchedule(asItIs, String(field), text);
  if (schedule === undefined || schedule.name !== String(field)) return undefined;
  return { kind: 'schedule', schedule, place: schedulePlace(schedule.name) };
};

const runOf: Judge = ({ key, field, text }) => {
  const [name, at] = [key.slice(key.lastIndexOf(':') + 1), Number(String(field))];
  const { run } = readRun(asItIs, name, at, text);
  if (run === undefined || run.schedule.name !== name || run.at !== at) return undefined;
  return { kind: 'run', place: runPlace(name, at, run.revision), before: `${run.revision} ` };
};

const mappingOf: Judge = ({ field, text }) => {
  const mapping = parsed(rememberedSchema, text);
  return mapping && { kind: 'mapping', mapping, place: mapPlace(field) };
};

const noticeOf: Judge = ({ field, text }) => {
  const isOne = parsed(noticeSchema, text)?.id === String(field);
  return isOne ? { kind: 'notice', place: noticePlace(String(field)) } : undefined;
};

const deliveryOf: Judge = ({ key, field, text }) => {
  const target = targets.find((one) => key.endsWith(`:${one}`));
  if (target === undefined || parsed(deliverySchema, text) === undefined) return undefined;
  return { kind: 'delivery', place: deliveryPlace(target, String(field)) };
};

const acceptanceOf: Judge = ({ field, text }) => {
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
