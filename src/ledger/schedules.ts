import { isForgery, LedgerForged } from '../domain/crypto/forged.ts';
import { dayMs } from '../domain/dates/spans.ts';
import { localDate } from '../domain/dates/zone-time.ts';
import { fail } from '../domain/failure.ts';
import type { Schedule, ScheduledRun } from '../domain/schedule.ts';
import { message } from '../i18n/messages.ts';
import type { Home } from './home.ts';
import { type RunReading, readRun, readSchedule, sealingRun, sealingSchedule } from './stored-run.ts';

/** The schedules of an account and what came of their runs: the truth about scheduled runs, whatever fires them. */
export interface Schedules {
  /** False where there is one of its name already. */
  add(schedule: Schedule): Promise<boolean>;
  /**
   * Its runs stay, and those that are under way are finished; runs of its name that this installation did not write go with it. False
   * where there is nothing of that name to be taken away.
   */
  remove(name: string): Promise<boolean>;
  /** By name; without those that cannot be read. */
  list(): Promise<Schedule[]>;
  /**
   * Keeps a run as it stands now and answers it with its next revision; one of revision 0 is opened. Undefined where somebody else has
   * kept it meanwhile, or the clock has opened one as new.
   */
  saveRun(run: ScheduledRun): Promise<ScheduledRun | undefined>;
  /** The time of the newest run that no person ran, in milliseconds; undefined where there was none. */
  newestByClock(name: string): Promise<number | undefined>;
  /**
   * What the runs of a local date but this one take from its ceilings; right for dates of the last eight days. A AppError where one of them
   * cannot be read: nobody knows what it took.
   */
  spent(
    run: Pick<ScheduledRun, 'schedule' | 'at'>,
  ): Promise<{ readonly rows: number; readonly amountCents: number }>;
  /** As it is kept now. */
  run(name: string, at: number): Promise<ScheduledRun | undefined>;
  /** Newest first. */
  runs(name: string, most: number): Promise<ScheduledRun[]>;
  /** Those that are under way, oldest first, of removed schedules too; without those that cannot be read. */
  openRuns(): Promise<ScheduledRun[]>;
  /** Schedules, and runs under way, that are not served. */
  unreadable(): Promise<Unreadable[]>;
}

/** Made by another version, or damaged; or forged: not what this installation wrote there. */
interface Unreadable {
  /** Of the schedule, or `NAME TIME` of a run. */
  readonly name: string;
  readonly isForged: boolean;
}

/** Runs that a schedule keeps; older ones are forgotten once they are closed and count for no ceiling. */
const mostRuns = 500;

function dateOf({ schedule, at }: Pick<ScheduledRun, 'schedule' | 'at'>): string {
  return localDate(at, schedule.timeZone);
}

/**
 * `<prefix>:schedules` (name to schedule) and `:runs:<name>` (time to revision and run; `clock`), both as records; in clear and to find
 * them only: `:run-times:<name>`, `:runs-open` (`<name> <time>` by time), `:run-spent:<name>` (which are not to be forgotten yet).
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

  /** Undefined where something else stands in the place of the runs. */
  async function runTexts(name: string, times: readonly number[]) {
    try {
      return await redis.hmget(runsKey(name), ...times.map(String));
    } catch (error) {
      if (!isForgery(error)) throw error;
      return undefined;
    }
  }

  /** Of all runs of a schedule: the indexes beside them are anybody's. */
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
      const kept = await sealingRun(records, next, (sealed, keyId) =>
        scripts['save-run'](
          [runsKey(name), timesKey(name), openKey, `${prefix}:run-spent:${name}`, account],
          [
            ...[name, run.at, run.revision, sealed, isUnderWay ? 1 : 0, mostRuns],
            ...[run.by === undefined ? 0 : 1, takes ? 1 : 0, keyId],
          ],
        ),
      );
      return kept === 1 ? next : undefined;
    },
    async newestByClock(name) {
      const clock = Number((await redis.hget(runsKey(name), 'clock')) ?? 0);
      // The field is anybody's: set back, it would let an earlier run take files under the ceilings of another date.
      const later = (await timesOf(name)).filter((at) => at > clock).toSorted((a, b) => b - a);
      for (const at of later) {
        const [reading] = await readingsOf(name, [at]);
        // One that cannot be read may be of the clock.
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
