import { CronExpressionParser } from 'cron-parser';
import { IANAZone } from 'luxon';
import { type Message, message } from '../../i18n/messages.ts';
import { dayMs, hourMs } from './spans.ts';
import { firstInstantIn } from './zone-time.ts';

/** The largest change of clocks; near one, local times and instants are not in the same order. */
const largestChangeMs = 3 * hourMs;

/** Times that one search examines at most. */
const mostSteps = 20_000;

/** What is wrong with a cron expression; undefined where nothing is. */
export function judgeCron(cron: string): Message | undefined {
  if (!/^\S+( \S+){4,5}$/.test(cron)) return message('cron_fields', {});
  // cron-parser draws `H` at random: each process would have other times.
  if (/[^\d*,/#?A-Z-]/i.test(cron.replaceAll(' ', '')) || /(?<![A-Z])H/i.test(cron))
    return message('cron_characters', {});
  try {
    localTimes(cron, 0).next();
    return undefined;
  } catch (error) {
    // cron-parser distinguishes its errors by their text only.
    const isNever = /day of month|loop limit/i.test(String(error));
    return message(isNever ? 'cron_never' : 'cron_out_of_range', {});
  }
}

/**
 * The newest times, at most `most`, of a cron expression in (after, until], in milliseconds, in order. Each local time of the zone occurs
 * once: one that a change of clocks repeats, at its first instant; one that it skips, as much later as the clocks jump.
 */
export function runsBetween(
  { cron, timeZone }: { readonly cron: string; readonly timeZone: string },
  after: number,
  until: number,
  most: number,
): number[] {
  const found = new Set<number>();
  const times = localTimes(cron, localOf(timeZone, until) + marginMs(timeZone, until) + 1000);
  const earliest = after - marginMs(timeZone, after);
  for (let step = 0; step < mostSteps && found.size < most; step += 1) {
    const instant = firstInstantIn(timeZone, times.prev().getTime());
    if (instant <= earliest) break;
    if (instant > after && instant <= until) found.add(instant);
  }
  return [...found].toSorted(ascending);
}

/** The next `count` times of a cron expression after an instant, in milliseconds, in order; each local time once, as in `runsBetween`. */
export function nextRuns(
  { cron, timeZone }: { readonly cron: string; readonly timeZone: string },
  after: number,
  count: number,
): number[] {
  const found: number[] = [];
  const times = localTimes(cron, localOf(timeZone, after) - marginMs(timeZone, after) - 1);
  for (let step = 0; step < mostSteps; step += 1) {
    const instant = firstInstantIn(timeZone, times.next().getTime());
    if (instant <= after || found.includes(instant)) continue;
    // A skipped local time is later than some that follow it.
    const last = found.toSorted(ascending)[count - 1];
    if (last !== undefined && instant > last + marginMs(timeZone, last)) break;
    found.push(instant);
  }
  return found.toSorted(ascending).slice(0, count);
}

const ascending = (one: number, other: number) => one - other;

/** Local times as if they were UTC, where clocks never change: cron-parser loses and repeats times at changes of clocks. */
function localTimes(cron: string, from: number) {
  return CronExpressionParser.parse(cron, { tz: 'UTC', currentDate: new Date(from) });
}

function localOf(timeZone: string, instant: number): number {
  return instant + IANAZone.create(timeZone).offset(instant) * 60_000;
}

function marginMs(timeZone: string, instant: number): number {
  const zone = IANAZone.create(timeZone);
  return zone.offset(instant - dayMs) === zone.offset(instant + dayMs) ? 0 : largestChangeMs;
}
