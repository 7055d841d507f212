import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startReceiver } from '../support/notices.ts';
import { startTestRedis } from '../support/redis.ts';
import { filesBelow, restingIn, wordsIn } from '../support/resting-data.ts';
import { resultOf, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil } from '../support/wait-until.ts';
import { workbookOf } from '../support/workbook.ts';

let trial: Trial;
afterEach(() => trial.stop());

const ibans = ['FR2214508000408744765254O74', 'FR2310096000301695931368H67', 'DE89370400440532013000'];
const wrongIban = 'FR2214508000408744765254O75';
const names = ['Zébulon', 'Quintessence', 'Wilhelmine', 'Kupferschmied', 'Balthazar', 'Payeur Distinct'];
const labels = ['Retour robe bleue', 'Avoir taille douze'];
const payer = 'Maison Singuliere';

const grouped = (iban: string) => iban.replace(/(.{4})(?=.)/g, '$1 ');
/** Texts that must be stored nowhere readable; the file has its IBANs in both notations. */
const words = [...ibans, wrongIban].flatMap((iban) => [iban, grouped(iban)]).concat(names, labels, payer);

const header =
  'client_reference,amount,iban,label,beneficiary_first_name,beneficiary_last_name,payer_company_name';
/** Accepted, rejected, and one that Bridge refuses: it is above what the sandbox takes. */
const file = `${[
  header,
  `p-1,10.00,${ibans[0]},${labels[0]},Zébulon,Quintessence,Payeur Distinct`,
  `p-2,20.00,${grouped(ibans[1] ?? '')},${labels[1]},Wilhelmine,Kupferschmied,`,
  `p-3,30.00,${wrongIban},,Balthazar,Quintessence,`,
  `p-4,9000.00,${ibans[2]},,Balthazar,Kupferschmied,`,
  ...Array.from({ length: 60 }, (_, at) => `q-${at},5.${10 + at},${ibans[at % 3]},,Balthazar,Kupferschmied,`),
].join('\n')}\n`;

/** The file as a user hands it in, on standard input and by name, with two workers; and all that they logged. */
async function handIn(env: Record<string, string>, look: () => Promise<void>): Promise<string> {
  trial = await startTrial({
    rules: { maxAmount: 8_000 },
    faults: { answerLostAfterCommit: 0.3 },
    env: { LINKMILL_LOG_LEVEL: 'trace', LINKMILL_PAYER_COMPANY: payer, ...env },
  });
  const temporary = join(trial.folder, 'temporary');
  mkdirSync(temporary);
  trial.write('refunds.csv', file);
  const workers = [trial.start('worker'), trial.start('worker')];
  const ends = [];
  try {
    await Promise.all(workers.map((worker) => worker.saw(/Working for account/)));
    const end = await trial.runWith(file, 'run', '-', '--skip-rejected', '--json', '--out', 'report.csv');
    expect(resultOf(end)).toMatchObject({ rows: 64, created: 62, refused: 1, rejected: 1 });
    const again = await trial.run('report', String(resultOf(end).batch), '--out', 'report.csv');
    expect(again.code).toBe(0);
    expect(trial.report('report.csv')[0]).toMatchObject({ client_reference: 'p-1', outcome: 'created' });
    await look();
    ends.push(end, again);
  } finally {
    for (const worker of workers) worker.kill('SIGTERM');
    ends.push(...(await Promise.all(workers.map(({ done }) => done))));
  }
  return ends
    .flatMap(({ stderr }) => stderr.split('\n'))
    .filter((line) => line.startsWith('{'))
    .join('\n');
}

test('names, IBANs and labels are nowhere readable in Redis, files or logs', async () => {
  let inRedis = '';
  const logged = await handIn({ TMPDIR: 'temporary' }, async () => {
    const redis = new Redis({ path: join(trial.folder, '.linkmill', 'redis', 'r.sock') });
    inRedis = await restingIn(redis);
    redis.disconnect();
  });
  expect(inRedis.length).toBeGreaterThan(20_000);
  expect(wordsIn(inRedis, words)).toEqual([]);
  expect(logged).not.toBe('');
  expect(wordsIn(logged, words)).toEqual([]);
  const files = new Map([
    ...filesBelow(join(trial.folder, '.linkmill')),
    ...filesBelow(join(trial.folder, 'temporary')),
  ]);
  expect([...files.keys()].some((path) => path.endsWith('.aof'))).toBe(true);
  const reported = [...files].flatMap(([path, text]) =>
    wordsIn(text, words).map((word) => `${path}: ${word}`),
  );
  expect(reported).toEqual([]);
});

test('without a key the same search finds them in Redis', async () => {
  const redis = await startTestRedis({ appendonly: true, appendfsync: 'always' });
  try {
    let inRedis = '';
    const env = { REDIS_URL: `unix://${redis.socketPath}` };
    await handIn(env, async () => {
      inRedis = await restingIn(redis.connect());
    });
    expect(wordsIn(inRedis, words)).toEqual(
      expect.arrayContaining([...ibans, ...names.slice(0, 2), ...labels, payer]),
    );
  } finally {
    await redis.stop();
  }
});

/** A workbook of the rows of the file, with its texts in the cells. */
function workbook(): Buffer {
  const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const rowOf = (line: string, at: number) =>
    `<row r="${at + 1}">${line.split(',').map(cell).join('')}</row>`;
  return workbookOf([{ rows: file.trim().split('\n').map(rowOf).join('') }]);
}

/** What a backup holds, every item as its bytes read one to one. */
function contentsOf(backup: string): string {
  const lines = gunzipSync(readFileSync(backup)).toString().trim().split('\n');
  // The first line has none, and the last their count.
  const items = lines.slice(1, -1).flatMap((line) => (JSON.parse(line) as { items: string[] }).items);
  return items.map((item) => Buffer.from(item, 'base64').toString('latin1')).join('\n');
}

test('personal data of a workbook, a scheduled run with its notice, and a backup is readable nowhere', async () => {
  const webhook = await startReceiver();
  const secret = 'a-stored-secret-of-shop';
  trial = await startTrial({
    rules: { maxAmount: 8_000 },
    env: {
      BRIDGE_CLIENT_ID: '',
      BRIDGE_CLIENT_SECRET: '',
      LINKMILL_LOG_LEVEL: 'trace',
      LINKMILL_WEBHOOK_URL: webhook.url,
      LINKMILL_WEBHOOK_SECRET: 'a-secret-of-the-webhook',
      TMPDIR: 'temporary',
    },
  });
  for (const name of ['temporary', 'inbox']) mkdirSync(join(trial.folder, name));
  const add = ['account', 'add', 'shop', '--client-id', 'shop', '--store'];
  expect((await trial.runWith(`${secret}\n`, ...add)).code).toBe(0);
  writeFileSync(join(trial.folder, 'inbox', 'refunds.xlsx'), workbook());
  const scheduled = ['--cron', '0 2 * * *', '--inbox', 'inbox', '--stable-for', '0s', '--skip-rejected'];
  const shop = ['--account', 'shop'];
  const ends = [await trial.run('schedule', 'add', 'nightly', ...scheduled, ...shop)];
  const worker = trial.start('worker', ...shop);
  try {
    await worker.saw(/Working for account/);
    ends.push(await trial.run('schedule', 'run', 'nightly', ...shop));
    await waitUntil('the night is told', () => webhook.calls.some(({ body }) => body.includes('run_ended')));
    ends.push(await trial.run('backup', 'shop.gz', ...shop));
    expect(ends.map(({ code }) => code)).toEqual([0, 2, 0]);
    expect(trial.sandbox.stats().creations).toBe(62);
    const hidden = [...words, secret];
    const redis = new Redis({ path: join(trial.folder, '.linkmill', 'redis', 'r.sock') });
    const inRedis = await restingIn(redis);
    redis.disconnect();
    worker.kill('SIGTERM');
    ends.push(await worker.done);
    const files = [
      ...filesBelow(join(trial.folder, '.linkmill')),
      ...filesBelow(join(trial.folder, 'temporary')),
    ];
    const backup = contentsOf(join(trial.folder, 'shop.gz'));
    expect([inRedis, backup].map(({ length }) => length > 20_000)).toEqual([true, true]);
    const places: [string, string][] = [
      ...files,
      ['Redis', inRedis],
      ['the backup', backup],
      ['the notices', webhook.calls.map(({ body }) => Buffer.from(body).toString('latin1')).join('\n')],
      ['what was said', Buffer.from(ends.map(({ stderr }) => stderr).join('\n')).toString('latin1')],
    ];
    expect(
      places.flatMap(([place, text]) => wordsIn(text, hidden).map((word) => `${place}: ${word}`)),
    ).toEqual([]);
  } finally {
    worker.kill('SIGKILL');
    await worker.done;
    await webhook.stop();
  }
});
