// Reads mutated files and reports each broken promise: `npm run fuzz -- --files 100000 [--seed 1] [--minutes 10]`.
import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Random } from '../simulation/random.ts';
import { decidingFile } from './deciding-columns.ts';
import { fileOf } from './seeds.ts';
import { tryDeciding, tryFile } from './try-file.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    only: { type: 'string' },
  },
});
/** No file takes longer, even on a slow machine. */
const longestMs = 20_000;

/** Reads the files in order and sends every 50th seed to the parent process, which detects a hang. */
async function work(first: number, last: number, endsAt: number): Promise<void> {
  const counts = new Map<string, number>();
  const note = (what: string, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by);
  let seed = first;
  for (; seed <= last && performance.now() < endsAt; seed += 1) {
    if (seed % 50 === 0) process.send?.(seed);
    const startedAt = performance.now();
    try {
      await tryDeciding(decidingFile(new Random(seed)));
      note('lists with a deciding column');
      const trial = await tryFile(fileOf(seed));
      if (trial.kind === 'stopped') for (const code of trial.codes) note(`stopped: ${code}`);
      else {
        note('files read');
        note('rows accepted', trial.accepted);
        note('rows rejected', trial.rejected);
      }
    } catch (error) {
      note('FINDINGS');
      report(seed, (error as Error).stack ?? String(error));
    }
    if (performance.now() - startedAt > longestMs) {
      note('FINDINGS');
      report(seed, `reading took ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    }
  }
  console.log(`${seed - first} files, from seed ${first} on`);
  for (const [what, count] of [...counts].toSorted()) console.log(`  ${String(count).padStart(8)}  ${what}`);
  process.exitCode = counts.has('FINDINGS') ? 1 : 0;
}

function report(seed: number, what: string): void {
  const path = join(tmpdir(), `linkmill-fuzz-${seed}`);
  writeFileSync(path, fileOf(seed));
  console.log(`seed ${seed} (${path}): ${what}`);
}

function watch(child: ChildProcess): void {
  let seed = Number(values.seed);
  let timer: NodeJS.Timeout;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      console.log(`No answer for 10 minutes: one of the 50 files from seed ${seed} on hangs.`);
      child.kill('SIGKILL');
      process.exitCode = 1;
    }, 600_000);
  };
  child.on('message', (message) => {
    seed = Number(message);
    wait();
  });
  child.on('exit', (code) => {
    clearTimeout(timer);
    process.exitCode = code === 0 ? (process.exitCode ?? 0) : 1;
  });
  wait();
}

if (process.send !== undefined || values.only !== undefined) {
  const first = Number(values.only ?? values.seed);
  const last = values.only === undefined ? first + Number(values.files) - 1 : first;
  const minutes = Number(values.minutes ?? Number.POSITIVE_INFINITY);
  await work(first, last, performance.now() + minutes * 60_000);
} else {
  watch(fork(fileURLToPath(import.meta.url), process.argv.slice(2), { execArgv: ['--import', 'tsx'] }));
}
