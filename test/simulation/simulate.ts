import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { readWishes, type Wishes } from './arguments.ts';
import { openPark, type Park } from './park.ts';
import { profileOf, profiles } from './profiles.ts';
import { proveAll } from './prove-all.ts';
import type { SeedEnd } from './run-seed.ts';
import type { WorldSettings } from './world.ts';

/** Lines before the end of a failing run that are shown. */
const shownLines = 60;

const mostSeeds = 10_000;

/** Seeds in a row of one of several processes. */
const stride = 1_000_000;

const say = (line: string) => void process.stdout.write(`${line}\n`);

function settingsOf(wishes: Wishes, seed: number): WorldSettings {
  const { mutation } = wishes;
  const { isTolerant, emphasis } = mutation ?? profiles[profileOf(seed, wishes.profile)];
  const changes = wishes.isControl ? undefined : mutation;
  // A missing guard is a mutation by itself.
  const faults = wishes.isControl ? { ...emphasis, guardMs: undefined } : emphasis;
  return { seed, isTolerant, emphasis: faults, mutation: changes };
}

/** Runs a failing seed again, this time with its trace. */
async function showFailure(park: Park, wishes: Wishes, settings: WorldSettings, end: SeedEnd): Promise<void> {
  const lines: string[] = [];
  await park.run({ ...settings, onTrace: (line) => lines.push(line.slice(0, 300)) });
  const { mutation, profile } = wishes;
  const words = [
    `--seed ${settings.seed}`,
    mutation === undefined ? `--profile ${profileOf(settings.seed, profile)}` : `--mutation ${mutation.name}`,
    ...(wishes.isControl ? ['--control'] : []),
  ];
  for (const line of lines.slice(-shownLines)) say(line);
  say(`\nBroken: ${end.violation?.promise}\n  ${end.violation?.how}`);
  say(`Seed ${settings.seed}. Again, with all lines: npm run simulate -- ${words.join(' ')} --trace`);
}

async function runOne(park: Park, wishes: Wishes, seed: number): Promise<boolean> {
  const settings = settingsOf(wishes, seed);
  const end = await park.run({ ...settings, ...(wishes.isTracing && { onTrace: say }) });
  if (end.violation !== undefined && !wishes.isTracing) await showFailure(park, wishes, settings, end);
  else if (end.violation === undefined) say(`Seed ${seed}: every promise was kept (${end.events} events).`);
  return end.violation === undefined;
}

/** Runs seeds from the first on until one fails, all are done or the time is up; answers how many. */
async function runMany(park: Park, wishes: Wishes): Promise<{ ran: number; isGood: boolean }> {
  const startedAt = performance.now();
  const endsAt = startedAt + (wishes.minutes ?? Number.POSITIVE_INFINITY) * 60_000;
  const most = wishes.seeds ?? (wishes.minutes === undefined ? mostSeeds : Number.POSITIVE_INFINITY);
  let begun = 0;
  let ran = 0;
  const failed: { settings: WorldSettings; end: SeedEnd }[] = [];
  await park.runAll(
    () => {
      if (failed.length > 0 || begun >= most || performance.now() >= endsAt) return undefined;
      begun += 1;
      return settingsOf(wishes, wishes.from + begun - 1);
    },
    (settings, end) => {
      ran += 1;
      if (end.violation !== undefined) failed.push({ settings, end });
    },
  );
  const [first] = failed.toSorted((one, other) => one.settings.seed - other.settings.seed);
  if (first !== undefined) await showFailure(park, wishes, first.settings, first.end);
  const seconds = (performance.now() - startedAt) / 1000;
  if (wishes.isPart) say(JSON.stringify({ ran }));
  else
    say(
      `${ran} seeds from ${wishes.from} on in ${seconds.toFixed(0)} s, ${(ran / seconds).toFixed(1)} a second.`,
    );
  return { ran, isGood: failed.length === 0 };
}

/** Shares the work among processes, each with a Redis and seeds of its own. */
async function shareOut(wishes: Wishes, words: readonly string[]): Promise<boolean> {
  const parts: ChildProcess[] = [];
  let ran = 0;
  for (let number = 0; number < wishes.jobs; number += 1) {
    const share = Math.ceil((wishes.seeds ?? mostSeeds) / wishes.jobs);
    const own = ['--part', '--jobs', '1', '--from', String(wishes.from + number * stride)];
    const seeds =
      wishes.minutes === undefined || wishes.seeds !== undefined ? ['--seeds', String(share)] : [];
    const file = fileURLToPath(import.meta.url);
    const part = spawn(process.execPath, ['--import', 'tsx', file, ...words, ...own, ...seeds], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    part.stdout?.on('data', (bytes: Buffer) => {
      for (const line of String(bytes).split('\n')) {
        const reported = /^\{"ran":(\d+)\}$/.exec(line);
        if (reported) ran += Number(reported[1]);
        else if (line !== '') say(line);
      }
    });
    parts.push(part);
  }
  const ends = await Promise.all(parts.map((part) => once(part, 'close')));
  say(`${ran} seeds in ${wishes.jobs} processes.`);
  return ends.every(([code]) => code === 0);
}

async function main(words: readonly string[]): Promise<boolean> {
  const wishes = readWishes(words);
  if (wishes.areMutationsProved) return proveAll(wishes, say);
  if (wishes.jobs > 1) return shareOut(wishes, words);
  const park = await openPark();
  try {
    if (wishes.seed !== undefined) return await runOne(park, wishes, wishes.seed);
    return (await runMany(park, wishes)).isGood;
  } finally {
    await park.stop();
  }
}

process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
