// Measures speed as ratios within one run: `npm run bench`. Absolute numbers depend on the machine.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, readEnvironment } from '../../src/config.ts';
import { findRedis } from '../../src/redis/redis.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { refunds } from '../support/trial.ts';
import { measure, median } from './measure.ts';
import { countWrong } from './million-amounts.ts';
import { compareWithBare, type Line, measureMemory, timeOddLines } from './survey-bench.ts';
import { compareWorkbooks } from './workbook-bench.ts';

const main = new URL('../../dist/src/cli/main.js', import.meta.url).pathname;
const plain = new URL('plain-script.ts', import.meta.url).pathname;
const lanes = 50;
const rounds = 3;
const folder = mkdtempSync(join(tmpdir(), 'linkmill-bench-'));
const settings = {
  LINKMILL_PAYER_COMPANY: 'Example SARL',
  BRIDGE_LIMITS: 'none',
  LINKMILL_CONCURRENCY: String(lanes),
  LINKMILL_LATE_COMMIT_MS: '0',
  LINKMILL_LISTING_DELAY_MS: '0',
};
const table: Line[] = [];

try {
  await wholeJob(10_000);
  await largeFile(100_000);
  table.push(...(await compareWithBare(100_000, folder)));
  table.push(...(await measureMemory(folder)));
  table.push(...(await timeOddLines(1_000_000, folder)));
  table.push(...(await compareWorkbooks(folder, settings)));
  amounts(1_000_000);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const width = Math.max(...table.map(([what]) => what.length));
for (const [what, result] of table) console.log(`${what.padEnd(width)}  ${result}`);

/** Compares a whole run with a plain script: same file, same sandbox without limits, same number of calls in flight. */
async function wholeJob(rows: number): Promise<void> {
  const file = join(folder, 'job.csv');
  writeFileSync(file, refunds(rows));
  const firstFile = join(folder, 'first.csv');
  writeFileSync(firstFile, refunds(1).replace('r-0', 'first').replace('1.00', '0.50'));
  const speeds = { plain: [] as number[], linkmill: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    // Each has its own sandbox: a foreign link under one of its references would hold the row.
    const [forScript, forJob] = [await openSandbox(), await openSandbox()];
    const env = { ...settings, ...credentials(forJob.url), LINKMILL_DATA_DIR: join(folder, `data-${round}`) };
    const out = join(folder, 'out.csv');
    const words = ['--import', 'tsx', plain, file, forScript.url, String(lanes), out];
    const script = await measure(process.execPath, words, {}, process.cwd());
    // A new ledger waits once for the proof time, which is not measured here.
    await measure(process.execPath, [main, 'run', firstFile], env, folder);
    const job = await measure(process.execPath, [main, 'run', file, '--json'], env, folder);
    for (const sandbox of [forScript, forJob]) {
      if (sandbox.stats().creations !== (sandbox === forJob ? rows + 1 : rows))
        throw new Error('not every link was made');
      await sandbox.close();
    }
    speeds.plain.push((rows * 1000) / script.ms);
    speeds.linkmill.push((rows * 1000) / job.ms);
  }
  const [script, job] = [median(speeds.plain), median(speeds.linkmill)];
  table.push([`plain script, ${rows} rows, ${lanes} calls in flight`, `${script.toFixed(0)} rows/s`]);
  table.push([`linkmill run, the same, every step synced to disk`, `${job.toFixed(0)} rows/s`]);
  table.push(['linkmill / plain script', `${(job / script).toFixed(2)} x`]);
}

function openSandbox(): Promise<Sandbox> {
  return startSandbox({ now: Date.now, random: Math.random });
}

/** Submits a large file and measures its memory in Redis. */
async function largeFile(rows: number): Promise<void> {
  const file = join(folder, 'large.csv');
  writeFileSync(file, refunds(rows));
  const dataDir = join(folder, 'data-large');
  const env = { ...settings, ...credentials('http://127.0.0.1:9'), LINKMILL_DATA_DIR: dataDir };
  const { redis } = readConfig(readEnvironment());
  const home = await findRedis({ ...redis, dataDir, demoAllowed: false, now: Date.now }, () => undefined);
  const client = home.connect('bench');
  const used = async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
  const before = await used();
  const submitted = await measure(process.execPath, [main, 'run', file, '--detach'], env, folder);
  const bytes = ((await used()) - before) / rows;
  await home.close();
  table.push([`submit ${rows} rows: time`, `${(submitted.ms / 1000).toFixed(1)} s`]);
  table.push([
    `submit ${rows} rows: peak memory of the process`,
    `${(submitted.peakBytes / 1e6).toFixed(0)} MB`,
  ]);
  table.push([
    `submit ${rows} rows: Redis`,
    `${bytes.toFixed(0)} B a row (file ${(refunds(rows).length / rows).toFixed(0)} B a row)`,
  ]);
}

function amounts(count: number): void {
  const { wrong, ms, writings } = countWrong(count);
  table.push([
    `${count.toLocaleString('en')} amounts: ${wrong} wrong`,
    `${(ms / 1000).toFixed(1)} s, in ${writings} writings`,
  ]);
}

function credentials(baseUrl: string): Record<string, string> {
  return { BRIDGE_BASE_URL: baseUrl, BRIDGE_CLIENT_ID: 'bench', BRIDGE_CLIENT_SECRET: 'bench' };
}
