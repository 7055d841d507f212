import type { Redis } from 'ioredis';
import type { Schedule, Slot } from '../domain/schedule.ts';
import type { Scripts } from './scripts.ts';
import { parseSchedule, parseSlot } from './stored-slot.ts';

/** The schedules of an account and what came of their slots: the truth about nights, whatever fires them. */
export interface Nights {
  /** False where there is one of its name already. */
  addSchedule(schedule: Schedule): Promise<boolean>;
  /** Its slots stay; those that are under way are finished. False where there is none. */
  removeSchedule(name: string): Promise<boolean>;
  /** By name. */
  schedules(): Promise<Schedule[]>;
  /**
   * Keeps a slot as it stands now and answers it with its next revision; one of revision 0 is opened. Undefined where somebody else has
   * kept it meanwhile, or one as new is there.
   */
  keepSlot(slot: Slot): Promise<Slot | undefined>;
  /** As it is kept now. */
  slot(name: string, at: number): Promise<Slot | undefined>;
  /** Newest first. */
  slots(name: string, most: number): Promise<Slot[]>;
  /** Those that are under way, oldest first, of removed schedules too. */
  openSlots(): Promise<Slot[]>;
}

/** Slots that a schedule keeps; older ones are forgotten once they are closed. */
const mostSlots = 500;

/** `<prefix>:schedules` (name to JSON), `:slots:<name>` and `:slot-times:<name>`, `:slots-open` (`<name> <time>` by time). */
export function createNights(redis: Redis, scripts: Scripts, prefix: string): Nights {
  const slotsKey = (name: string) => `${prefix}:slots:${name}`;
  const timesKey = (name: string) => `${prefix}:slot-times:${name}`;
  const openKey = `${prefix}:slots-open`;
  return {
    async addSchedule(schedule) {
      return (await redis.hsetnx(`${prefix}:schedules`, schedule.name, JSON.stringify(schedule))) === 1;
    },
    async removeSchedule(name) {
      return (await redis.hdel(`${prefix}:schedules`, name)) === 1;
    },
    async schedules() {
      const texts = Object.values(await redis.hgetall(`${prefix}:schedules`));
      return texts.map(parseSchedule).toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
    },
    async keepSlot(slot) {
      const { name } = slot.schedule;
      const isUnderWay = slot.state === 'open' || slot.state === 'working';
      const kept = await scripts['keep-slot'](
        [slotsKey(name), timesKey(name), openKey],
        [name, slot.at, slot.revision, JSON.stringify(slot), isUnderWay ? 1 : 0, mostSlots],
      );
      return kept === 1 ? { ...slot, revision: slot.revision + 1 } : undefined;
    },
    async slot(name, at) {
      const text = await redis.hget(slotsKey(name), String(at));
      return text === null ? undefined : parseSlot(text);
    },
    async slots(name, most) {
      const times = await redis.zrevrange(timesKey(name), 0, most - 1);
      if (times.length === 0) return [];
      const texts = await redis.hmget(slotsKey(name), ...times);
      return texts.flatMap((text) => (text === null ? [] : [parseSlot(text)]));
    },
    async openSlots() {
      const members = await redis.zrange(openKey, '0', '-1');
      const texts = await Promise.all(
        members.map((member) => {
          const [name = '', at = ''] = member.split(' ');
          return redis.hget(slotsKey(name), at);
        }),
      );
      return texts.flatMap((text) => (text === null ? [] : [parseSlot(text)]));
    },
  };
}
