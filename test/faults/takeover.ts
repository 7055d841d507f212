import { setTimeout as pause } from 'node:timers/promises';
import type { Slice } from '../../src/ledger/ledger.ts';
import type { CliRun } from '../support/cli.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { Performance } from './perform.ts';
import { type Scale, shortScale } from './scale.ts';
import { seconds } from './scenarios.ts';
import { openStage, prefixOf, type Stage } from './stage.ts';

/** Rows of a slice, and the slices that one worker holds at once. */
const sliceRows = 200;
const slicesHeld = 3;

/** Others take up the rows of a dead worker within this time, in ms. */
const takeoverWithinMs = 10_000;

/** How slow the provider answers, so that the victim dies with most of its rows unclaimed, in ms. */
const slowMs = 1_000;

/** A takeover that takes longer fails, in ms. */
const longestTakeoverMs = 600_000;

/** Slow answers and low concurrency, so that no worker finishes a slice. */
const scale: Scale = { ...shortScale, limits: '100/1s', concurrency: 5, timeoutMs: 5_000 };

/** The remaining workers when one dies, and whether they have slices already. */
export interface Survivors {
  readonly count: number;
  readonly areBusy: boolean;
}

/**
 * Kills a worker that holds slices of unclaimed rows, and measures how soon others take them up. `withinMs` is the promise, which a
 * machine that is slow or busy cannot keep.
 */
export async function measureTakeover(
  { count, areBusy }: Survivors,
  withinMs = takeoverWithinMs,
): Promise<Performance> {
  const held = sliceRows * slicesHeld;
  const rows = areBusy ? held * (count + 1) : held;
  const stage = await openStage({ ...scale, rows, workers: 1 }, 'nothing');
  const name = `${count} ${areBusy ? 'busy' : 'idle'}`;
  try {
    stage.trial.sandbox.setFaults({ slow: { share: 1, delayMs: slowMs } });
    const { slicesMs, firstRowMs } = await killHolder(stage, count, areBusy);
    const most = Math.max(firstRowMs, ...slicesMs);
    const results = new Map([
      ['its slices held by others after', slicesMs.map(seconds).join(' ')],
      ['first of its rows sent after', seconds(firstRowMs)],
    ]);
    // Where the others are busy, waiting loses nothing: this case is measured but has no promise.
    const broken = areBusy || most <= withinMs ? [] : [`a slice was taken over after ${seconds(most)}`];
    return { name, faults: stage.faults, results, broken, reasons: [] };
  } catch (error) {
    return { name, faults: stage.faults, results: new Map(), broken: [String(error)], reasons: [] };
  } finally {
    await stage.close();
  }
}

/** Measures each case of remaining workers. */
export const survivorsOfTrials: readonly Survivors[] = [
  { count: 3, areBusy: false },
  { count: 1, areBusy: false },
  { count: 3, areBusy: true },
  { count: 1, areBusy: true },
];

/** In ms after the victim's death: when others got its slices, and when the first of its rows was sent again. */
interface Takeover {
  readonly slicesMs: readonly number[];
  readonly firstRowMs: number;
}

async function killHolder(stage: Stage, survivors: number, areBusy: boolean): Promise<Takeover> {
  const { trial, scale } = stage;
  // Slices are taken in their order: the first worker has the first ones.
  const working = [trial.start('worker')];
  try {
    await waitUntil('the victim works', async () => (await holders(stage)).every(isHeld), scale.mostMs);
    for (let at = 0; at < survivors; at += 1) working.push(trial.start('worker'));
    const isReady = async () => !areBusy || (await holders(stage, slicesHeld * survivors)).every(isHeld);
    await waitUntil('the others work', isReady, scale.mostMs);
    // Time for the others to be up, and for the victim to have rows in flight.
    await pause(2 * slowMs);
    return await killAndWatch(stage, working[0] as CliRun);
  } finally {
    for (const one of working) one.kill('SIGKILL');
    await Promise.all(working.map(({ done }) => done));
  }
}

async function killAndWatch(stage: Stage, victim: CliRun): Promise<Takeover> {
  victim.kill('SIGKILL');
  stage.count('worker killed -9');
  await victim.done;
  const killedAt = Date.now();
  const dead = await holders(stage);
  const { last } = (await slicesOf(stage))[slicesHeld - 1] ?? { last: 0 };
  const rowsBefore = rowsMade(stage, last);
  const times = new Map<string, number>();
  const note = (what: string, isSo: boolean) => {
    if (isSo && !times.has(what)) times.set(what, Date.now() - killedAt);
  };
  const names = dead.map((_, slice) => `slice ${slice}`);
  await waitUntil(
    'the rows are taken over',
    async () => {
      note('row', rowsMade(stage, last) > rowsBefore);
      for (const [at, holder] of (await holders(stage)).entries())
        note(names[at] ?? '', isHeld(holder) && holder !== dead[at]);
      return times.size === names.length + 1;
    },
    longestTakeoverMs,
  );
  return { slicesMs: names.map((name) => times.get(name) ?? 0), firstRowMs: times.get('row') ?? 0 };
}

function isHeld(holder: string | null): boolean {
  return holder !== null;
}

/** The worker that holds three consecutive slices, by the locks of their jobs. */
async function holders(stage: Stage, from = 0): Promise<(string | null)[]> {
  const { person, client } = stage;
  const slices = (await slicesOf(stage)).slice(from, from + slicesHeld);
  const job = ({ first, last }: Slice) => `${prefixOf(stage)}:links:slice-${person.batch}-${first}-${last}`;
  return client.mget(slices.map((slice) => `${job(slice)}:lock`));
}

/** In the order of the file. They are of 200 rows or less, as the reading of the file came by. */
async function slicesOf(stage: Stage): Promise<Slice[]> {
  const slices = await stage.client.hgetall(`${prefixOf(stage)}:slices:${stage.person.batch}`);
  return Object.entries(slices)
    .map(([first, last]) => ({ first: Number(first), last: Number(last) }))
    .toSorted((a, b) => a.first - b.first);
}

/** Links of the rows up to a line. Row 0 stands on line 2. */
function rowsMade({ trial }: Stage, lastLine: number): number {
  const places = trial.sandbox.links().map(({ body }) => Number(body.client_reference?.slice(2)));
  return places.filter((at) => at + 2 <= lastLine).length;
}
