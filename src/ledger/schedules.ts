import { isForgery, LedgerForged } from '../domain/crypto/forged.ts';
import { dayMs } from '../domain/dates/spans.ts';
import { localDate } from '../domain/dates/zone-time.ts';
import { fail } from '../domain/failure.ts';
import type { Schedule, ScheduledRun } from '../domain/schedule.ts';
import { message } from '../i18n/messages.ts';
import type { Home } from './home.ts';
import { type RunReading, readRun, readSchedule, sealingRun, sealingSchedule } from './stored-run.ts';

/** The schedules of an account and their runs: the source of truth about scheduled runs, whatever starts them. */
export interface Schedules {
  /** False where the name is taken. */
  add(schedule: Schedule): Promise<boolean>;
  /**
   * Removes a schedule. Its runs stay, and those under way go on; runs of its name that this installation did not write are removed.
   * False where there was nothing to remove.
   */
  remove(name: string): Promise<boolean>;
  /** Sorted by name; without those that cannot be read. */
  list(): Promise<Schedule[]>;
  /**
   * Saves a run and returns it with its next revision; revision 0 opens a run. Undefined where somebody else has saved it meanwhile, or
   * where the clock has opened one of this or a later time.
   */
  saveRun(run: ScheduledRun): Promise<ScheduledRun | undefined>;
  /** The time in ms of the newest run that the clock started; undefined where there is none. */
  newestByClock(name: string): Promise<number | undefined>;
  /**
   * Sums what all runs of a local date except this one take from its ceilings; complete for dates of the last eight days. An AppError where
   * one of them cannot be read, since its share is unknown.
   */
  spent(
    run: Pick<ScheduledRun, 'schedule' | 'at'>,
  ): Promise<{ readonly rows: number; readonly amountCents: number }>;
  /** The run as it is stored now. */
  run(name: string, at: number): Promise<ScheduledRun | undefined>;
  /** Newest first. */
  runs(name: string, most: number): Promise<ScheduledRun[]>;
  /** Runs under way, oldest first, also of removed schedules; without those that cannot be read. */
  openRuns(): Promise<ScheduledRun[]>;
  /** Schedules, and runs under way, that cannot be read and are not served. */
  unreadable(): Promise<Unreadable[]>;
}

/** A record of another version, or damaged; or forged: this installation did not write it there. */
interface Unreadable {
  /** The schedule's name, or `NAME TIME` of a run. */
  readonly name: string;
  readonly isForged: boolean;
}

/** The most runs of a schedule; older ones are deleted once they are closed and count towards no ceiling. */
const mostRuns = 500;

function dateOf({ schedule, at }: Pick<ScheduledRun, 'schedule' | 'at'>): string {
  return localDate(at, schedule.timeZone);
}

/**
 * Keys: `<prefix>:schedules` (name to schedule) and `:runs:<name>` (time to revision and run; `clock`), both with sealed records; and
 * indexes in clear: `:run-times:<name>`, `:runs-open` (`<name> <time>` by time), `:run-spent:<name>` (runs that must not be deleted yet).
 */
export function createSchedules({ redis, scripts, prefix, account, records }: Home): Schedules {
  const runsKey = (name: string) => `${prefix}:runs:${name}`;
  const timesKey = (name: string) => `${prefix}:run-times:${name}`;
  const openKey = `${prefix}:runs-open`;

  async function openReadings(): Promise<{ readonly member: string; readonly reading: RunReading }[]> {
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

  async function readingsOf(name: string, times: readonly number[]): Promise<RunReading[]> {
    if (times.length === 0) return [];
    const texts = await runTexts(name, times);
    if (texts === undefined) return times.map((at) => ({ at, isForged: true }));
    const open = await records.opener();
    return times.flatMap((at, index) => {
      const text = texts[index];
      return typeof text === 'string' ? [readRun(open, name, at, text)] : [];
    });
  }

  /** Undefined where the key has another type than a hash. */
  async function runTexts(name: string, times: readonly number[]) {
    try {
      return await redis.hmget(runsKey(name), ...times.map(String));
    } catch (error) {
      if (!isForgery(error)) throw error;
      return undefined;
    }
  }

  /** The times of all runs of a schedule, from the runs themselves: anybody may have changed the indexes. */
  async function timesOf(name: string): Promise<number[]> {
    const fields = await redis.hkeys(runsKey(name));
    return fields.filter((field) => /^\d{1,15}$/.test(field)).map(Number);
  }

  async function dropForgedRuns(name: string): Promise<number> {
    const forged = (await readingsOf(name, await timesOf(name))).filter(({ isForged }) => isForged);
    for (const { at } of forged)
      await redis
        .multi()
        .hdel(runsKey(name), String(at))
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
        scripts['save-record']([account, `${prefix}:schedules`], [schedule.name, sealed, keyId, 1]),
      );
      return added === 1;
    },
    async remove(name) {
      const removed = await redis.hdel(`${prefix}:schedules`, name);
      const dropped = await dropForgedRuns(name);
      return removed + dropped > 0;
    },
    async list() {
      return (await scheduleReadings())
        .flatMap(({ schedule }) => schedule ?? [])
        .toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
    },
    async saveRun(run) {
      const { name } = run.schedule;
      const next = { ...run, revision: run.revision + 1 };
      const isUnderWay = run.state === 'open' || run.state === 'working';
      const takes = run.files.some(({ rows, amountCents }) => rows > 0 || amountCents > 0);
      const saved = await sealingRun(records, next, (sealed, keyId) =>
        scripts['save-run'](
          [runsKey(name), timesKey(name), openKey, `${prefix}:run-spent:${name}`, account],
          [
            ...[name, run.at, run.revision, sealed, isUnderWay ? 1 : 0, mostRuns],
            ...[run.by === undefined ? 0 : 1, takes ? 1 : 0, keyId],
          ],
        ),
      );
      return saved === 1 ? next : undefined;
    },
    async newestByClock(name) {
      const clock = Number((await redis.hget(runsKey(name), 'clock')) ?? 0);
      // Anybody may have set the field back, to let an earlier run take files under the ceilings of another date.
      const later = (await timesOf(name)).filter((at) => at > clock).toSorted((a, b) => b - a);
      for (const at of later) {
        const [reading] = await readingsOf(name, [at]);
        // An unreadable run may be one that the clock started.
        if (reading !== undefined && reading.run?.by === undefined) return at;
      }
      return clock > 0 ? clock : undefined;
    },
    async spent(run) {
      const { name } = run.schedule;
      const near = (await timesOf(name)).filter((at) => at !== run.at && Math.abs(at - run.at) <= 2 * dayMs);
      const others = (await readingsOf(name, near)).filter(
        ({ at, run: other }) => dateOf(other ?? { at, schedule: run.schedule }) === dateOf(run),
      );
      const unknown = others.find((other) => other.run === undefined);
      if (unknown !== undefined) {
        const { at } = unknown;
        if (unknown.isForged) throw new LedgerForged(message('run_forged', { schedule: name, at }));
        const details = [message('run_unreadable', { schedule: name, at })];
        throw fail('record_unreadable', ...details);
      }
      const files = others.flatMap((other) => other.run?.files ?? []);
      return {
        rows: files.reduce((total, { rows }) => total + rows, 0),
        amountCents: files.reduce((total, { amountCents }) => total + amountCents, 0),
      };
    },
    async run(name, at) {
      return (await readingsOf(name, [at]))[0]?.run;
    },
    async runs(name, most) {
      const times = await redis.zrevrange(timesKey(name), 0, most - 1);
      return (await readingsOf(name, times.map(Number))).flatMap(({ run }) => run ?? []);
    },
    async openRuns() {
      return (await openReadings()).flatMap(({ reading }) => reading.run ?? []);
    },
    async unreadable() {
      const schedules = (await scheduleReadings()).filter(({ schedule }) => schedule === undefined);
      const runs = (await openReadings()).filter(({ reading }) => reading.run === undefined);
      return [
        ...schedules.map(({ name, isForged }) => ({ name, isForged })),
        ...runs.map(({ member, reading }) => ({ name: member, isForged: reading.isForged })),
      ];
    },
  };
}
