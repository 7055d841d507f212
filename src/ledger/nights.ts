import { fail } from '../domain/failure.ts';
import { isForgery, LedgerForged } from '../domain/forged.ts';
import type { Schedule, Slot } from '../domain/schedule.ts';
import { dayMs } from '../domain/spans.ts';
import { localDate } from '../domain/zone-time.ts';
import { message } from '../i18n/messages.ts';
import type { Home } from './home.ts';
import { readSchedule, readSlot, type SlotReading, sealingSchedule, sealingSlot } from './stored-slot.ts';

/** The schedules of an account and what came of their slots: the truth about nights, whatever fires them. */
export interface Nights {
  /** False where there is one of its name already. */
  add(schedule: Schedule): Promise<boolean>;
  /**
   * Its slots stay, and those that are under way are finished; slots of its name that this installation did not write go with it. False
   * where there is nothing of that name to be taken away.
   */
  remove(name: string): Promise<boolean>;
  /** By name; without those that cannot be read. */
  list(): Promise<Schedule[]>;
  /**
   * Keeps a slot as it stands now and answers it with its next revision; one of revision 0 is opened. Undefined where somebody else has
   * kept it meanwhile, or the clock has opened one as new.
   */
  keepSlot(slot: Slot): Promise<Slot | undefined>;
  /** The time of the newest slot that no person ran, in milliseconds; undefined where there was none. */
  newestByClock(name: string): Promise<number | undefined>;
  /**
   * What the slots of a local date but this one take from its ceilings; right for dates of the last eight days. A AppError where one of them
   * cannot be read: nobody knows what it took.
   */
  spent(
    slot: Pick<Slot, 'schedule' | 'at'>,
  ): Promise<{ readonly rows: number; readonly amountCents: number }>;
  /** As it is kept now. */
  slot(name: string, at: number): Promise<Slot | undefined>;
  /** Newest first. */
  slots(name: string, most: number): Promise<Slot[]>;
  /** Those that are under way, oldest first, of removed schedules too; without those that cannot be read. */
  openSlots(): Promise<Slot[]>;
  /** Schedules, and slots under way, that are not served. */
  unreadable(): Promise<Unreadable[]>;
}

/** Made by another version, or damaged; or forged: not what this installation wrote there. */
interface Unreadable {
  /** Of the schedule, or `NAME TIME` of a slot. */
  readonly name: string;
  readonly isForged: boolean;
}

/** Slots that a schedule keeps; older ones are forgotten once they are closed and count for no ceiling. */
const mostSlots = 500;

function dateOf({ schedule, at }: Pick<Slot, 'schedule' | 'at'>): string {
  return localDate(at, schedule.timeZone);
}

/**
 * `<prefix>:schedules` (name to schedule) and `:slots:<name>` (time to revision and slot; `clock`), both as records; in clear and to find
 * them only: `:slot-times:<name>`, `:slots-open` (`<name> <time>` by time), `:night-spent:<name>` (which are not to be forgotten yet).
 */
export function createNights({ redis, scripts, prefix, account, records }: Home): Nights {
  const slotsKey = (name: string) => `${prefix}:slots:${name}`;
  const timesKey = (name: string) => `${prefix}:slot-times:${name}`;
  const openKey = `${prefix}:slots-open`;

  async function openReadings(): Promise<{ readonly member: string; readonly reading: SlotReading }[]> {
    const members = await redis.zrange(openKey, '0', '-1');
    const readings = await Promise.all(
      members.map(async (member) => {
        const [name = '', at = ''] = member.split(' ');
        const [reading] = await readingsOf(name, [Number(at)]);
        return reading === undefined ? [] : [{ member, reading }];
      }),
    );
    return readings.flat();
  }

  async function readingsOf(name: string, times: readonly number[]): Promise<SlotReading[]> {
    if (times.length === 0) return [];
    const texts = await slotTexts(name, times);
    if (texts === undefined) return times.map((at) => ({ at, isForged: true }));
    const open = await records.opener();
    return times.flatMap((at, index) => {
      const text = texts[index];
      return typeof text === 'string' ? [readSlot(open, name, at, text)] : [];
    });
  }

  /** Undefined where something else stands in the place of the slots. */
  async function slotTexts(name: string, times: readonly number[]) {
    try {
      return await redis.hmget(slotsKey(name), ...times.map(String));
    } catch (error) {
      if (!isForgery(error)) throw error;
      return undefined;
    }
  }

  /** Of all slots of a schedule: the indexes beside them are anybody's. */
  async function timesOf(name: string): Promise<number[]> {
    const fields = await redis.hkeys(slotsKey(name));
    return fields.filter((field) => /^\d{1,15}$/.test(field)).map(Number);
  }

  async function dropForgedSlots(name: string): Promise<number> {
    const forged = (await readingsOf(name, await timesOf(name))).filter(({ isForged }) => isForged);
    for (const { at } of forged)
      await redis
        .multi()
        .hdel(slotsKey(name), String(at))
        .zrem(timesKey(name), String(at))
        .zrem(openKey, `${name} ${at}`)
        .exec();
    return forged.length;
  }

  async function scheduleReadings() {
    const texts = Object.entries(await redis.hgetall(`${prefix}:schedules`));
    const open = await records.opener();
    return texts.map(([name, text]) => ({ name, ...readSchedule(open, name, text) }));
  }

  return {
    async add(schedule) {
      const added = await sealingSchedule(records, schedule, (sealed, keyId) =>
        scripts['keep-record']([account, `${prefix}:schedules`], [schedule.name, sealed, keyId, 1]),
      );
      return added === 1;
    },
    async remove(name) {
      const removed = await redis.hdel(`${prefix}:schedules`, name);
      const dropped = await dropForgedSlots(name);
      return removed + dropped > 0;
    },
    async list() {
      return (await scheduleReadings())
        .flatMap(({ schedule }) => schedule ?? [])
        .toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
    },
    async keepSlot(slot) {
      const { name } = slot.schedule;
      const next = { ...slot, revision: slot.revision + 1 };
      const isUnderWay = slot.state === 'open' || slot.state === 'working';
      const takes = slot.files.some(({ rows, amountCents }) => rows > 0 || amountCents > 0);
      const kept = await sealingSlot(records, next, (sealed, keyId) =>
        scripts['keep-slot'](
          [slotsKey(name), timesKey(name), openKey, `${prefix}:night-spent:${name}`, account],
          [
            ...[name, slot.at, slot.revision, sealed, isUnderWay ? 1 : 0, mostSlots],
            ...[slot.by === undefined ? 0 : 1, takes ? 1 : 0, keyId],
          ],
        ),
      );
      return kept === 1 ? next : undefined;
    },
    async newestByClock(name) {
      const clock = Number((await redis.hget(slotsKey(name), 'clock')) ?? 0);
      // The field is anybody's: set back, it would let an earlier slot take files under the ceilings of another date.
      const later = (await timesOf(name)).filter((at) => at > clock).toSorted((a, b) => b - a);
      for (const at of later) {
        const [reading] = await readingsOf(name, [at]);
        // One that cannot be read may be of the clock.
        if (reading !== undefined && reading.slot?.by === undefined) return at;
      }
      return clock > 0 ? clock : undefined;
    },
    async spent(slot) {
      const { name } = slot.schedule;
      const near = (await timesOf(name)).filter(
        (at) => at !== slot.at && Math.abs(at - slot.at) <= 2 * dayMs,
      );
      const others = (await readingsOf(name, near)).filter(
        ({ at, slot: other }) => dateOf(other ?? { at, schedule: slot.schedule }) === dateOf(slot),
      );
      const unknown = others.find((other) => other.slot === undefined);
      if (unknown !== undefined) {
        const { at } = unknown;
        if (unknown.isForged) throw new LedgerForged(message('slot_forged', { schedule: name, at }));
        const details = [message('slot_unreadable', { schedule: name, at })];
        throw fail('record_unreadable', ...details);
      }
      const files = others.flatMap((other) => other.slot?.files ?? []);
      return {
        rows: files.reduce((total, { rows }) => total + rows, 0),
        amountCents: files.reduce((total, { amountCents }) => total + amountCents, 0),
      };
    },
    async slot(name, at) {
      return (await readingsOf(name, [at]))[0]?.slot;
    },
    async slots(name, most) {
      const times = await redis.zrevrange(timesKey(name), 0, most - 1);
      return (await readingsOf(name, times.map(Number))).flatMap(({ slot }) => slot ?? []);
    },
    async openSlots() {
      return (await openReadings()).flatMap(({ reading }) => reading.slot ?? []);
    },
    async unreadable() {
      const schedules = (await scheduleReadings()).filter(({ schedule }) => schedule === undefined);
      const slots = (await openReadings()).filter(({ reading }) => reading.slot === undefined);
      return [
        ...schedules.map(({ name, isForged }) => ({ name, isForged })),
        ...slots.map(({ member, reading }) => ({ name: member, isForged: reading.isForged })),
      ];
    },
  };
}
