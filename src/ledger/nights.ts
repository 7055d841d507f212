import type { Redis } from 'ioredis';
import type { Schedule, Slot, SlotFile } from '../domain/schedule.ts';
import { localDate } from '../domain/zone-time.ts';
import type { Scripts } from './scripts.ts';
import { parseSchedule, parseSlot } from './stored-slot.ts';

/** The schedules of an account and what came of their slots: the truth about nights, whatever fires them. */
export interface Nights {
  /** False where there is one of its name already. */
  addSchedule(schedule: Schedule): Promise<boolean>;
  /** Its slots stay; those that are under way are finished. False where there is none. */
  removeSchedule(name: string): Promise<boolean>;
  /** By name; without those that cannot be read. */
  schedules(): Promise<Schedule[]>;
  /**
   * Keeps a slot as it stands now and answers it with its next revision; one of revision 0 is opened. Undefined where somebody else has
   * kept it meanwhile, or the clock has opened one as new. What its files take from the ceilings of its date is kept with it.
   */
  keepSlot(slot: Slot): Promise<Slot | undefined>;
  /** The time of the newest slot that no person ran, in milliseconds; undefined where there was none. */
  newestByClock(name: string): Promise<number | undefined>;
  /** What the slots of a local date but this one take from its ceilings; right for dates of the last eight days. */
  spent(
    slot: Pick<Slot, 'schedule' | 'at'>,
  ): Promise<{ readonly rows: number; readonly amountCents: number }>;
  /** As it is kept now. */
  slot(name: string, at: number): Promise<Slot | undefined>;
  /** Newest first. */
  slots(name: string, most: number): Promise<Slot[]>;
  /** Those that are under way, oldest first, of removed schedules too; without those that cannot be read. */
  openSlots(): Promise<Slot[]>;
  /** Names of schedules, and `NAME TIME` of slots under way, that cannot be read: made by another version, or damaged. */
  unreadable(): Promise<string[]>;
}

/** Slots that a schedule keeps; older ones are forgotten once they are closed. */
const mostSlots = 500;

const dayMs = 24 * 60 * 60 * 1000;

function dateOf({ schedule, at }: Pick<Slot, 'schedule' | 'at'>): string {
  return localDate(at, schedule.timeZone);
}

/** `<prefix>:schedules` (name to JSON), `:slots:<name>` and `:slot-times:<name>`, `:slots-open` (`<name> <time>` by time), `:night-spent:<name>`. */
export function createNights(redis: Redis, scripts: Scripts, prefix: string): Nights {
  const slotsKey = (name: string) => `${prefix}:slots:${name}`;
  const timesKey = (name: string) => `${prefix}:slot-times:${name}`;
  const spentKey = (name: string) => `${prefix}:night-spent:${name}`;
  const openKey = `${prefix}:slots-open`;

  async function openTexts(): Promise<{ readonly member: string; readonly text: string }[]> {
    const members = await redis.zrange(openKey, '0', '-1');
    const texts = await Promise.all(
      members.map((member) => {
        const [name = '', at = ''] = member.split(' ');
        return redis.hget(slotsKey(name), at);
      }),
    );
    return members.flatMap((member, at) => {
      const text = texts[at];
      return typeof text === 'string' ? [{ member, text }] : [];
    });
  }

  return {
    async addSchedule(schedule) {
      return (await redis.hsetnx(`${prefix}:schedules`, schedule.name, JSON.stringify(schedule))) === 1;
    },
    async removeSchedule(name) {
      return (await redis.hdel(`${prefix}:schedules`, name)) === 1;
    },
    async schedules() {
      const texts = Object.values(await redis.hgetall(`${prefix}:schedules`));
      return texts
        .flatMap((text) => parseSchedule(text) ?? [])
        .toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
    },
    async keepSlot(slot) {
      const { name } = slot.schedule;
      const sum = (count: (file: SlotFile) => number) =>
        slot.files.reduce((total, file) => total + count(file), 0);
      const isUnderWay = slot.state === 'open' || slot.state === 'working';
      const kept = await scripts['keep-slot'](
        [slotsKey(name), timesKey(name), openKey, spentKey(name)],
        [
          ...[name, slot.at, slot.revision, JSON.stringify(slot), isUnderWay ? 1 : 0, mostSlots],
          ...[slot.by === undefined ? 0 : 1, dateOf(slot)],
          ...[sum(({ rows }) => rows), sum(({ amountCents }) => amountCents)],
        ],
      );
      return kept === 1 ? { ...slot, revision: slot.revision + 1 } : undefined;
    },
    async newestByClock(name) {
      const at = await redis.hget(slotsKey(name), 'clock');
      return at === null ? undefined : Number(at);
    },
    async spent(slot) {
      const members = await redis.zrangebyscore(
        spentKey(slot.schedule.name),
        slot.at - 2 * dayMs,
        slot.at + 2 * dayMs,
      );
      const others = members
        .map((member) => member.split(' '))
        .filter(([at, date]) => at !== String(slot.at) && date === dateOf(slot));
      const sum = (field: number) => others.reduce((total, fields) => total + Number(fields[field]), 0);
      return { rows: sum(2), amountCents: sum(3) };
    },
    async slot(name, at) {
      const text = await redis.hget(slotsKey(name), String(at));
      return text === null ? undefined : parseSlot(text);
    },
    async slots(name, most) {
      const times = await redis.zrevrange(timesKey(name), 0, most - 1);
      if (times.length === 0) return [];
      const texts = await redis.hmget(slotsKey(name), ...times);
      return texts.flatMap((text) => (text === null ? [] : (parseSlot(text) ?? [])));
    },
    async openSlots() {
      return (await openTexts()).flatMap(({ text }) => parseSlot(text) ?? []);
    },
    async unreadable() {
      const schedules = Object.entries(await redis.hgetall(`${prefix}:schedules`));
      return [
        ...schedules.filter(([, text]) => parseSchedule(text) === undefined).map(([name]) => name),
        ...(await openTexts())
          .filter(({ text }) => parseSlot(text) === undefined)
          .map(({ member }) => member),
      ];
    },
  };
}
