import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { runCli } from '../support/cli.ts';
import { startTestRedis } from '../support/redis.ts';
import { refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil } from '../support/wait-until.ts';

// LINKMILL_SECRET_PLACES resolves a relative path against the data folder.
const places = 'stored,../,SHOP_SECRET,S';
const nobody = {
  BRIDGE_CLIENT_ID: '',
  BRIDGE_CLIENT_SECRET: '',
  BRIDGE_LIMITS: '',
  LINKMILL_SECRET_PLACES: places,
};

let trial: Trial;
let second: Sandbox;
beforeEach(async () => {
  trial = await startTrial({ limits: '40/1s', env: nobody });
  second = await startSandbox({ limits: [{ count: 8, windowMs: 1000 }], now: Date.now, random: Math.random });
  trial.write('refunds.csv', refunds(6));
  trial.write('secret', 'a-secret\n');
});
afterEach(async () => {
  await second.close();
  await trial.stop();
});

const add = (name: string, ...more: string[]) =>
  trial.run('account', 'add', name, '--client-id', name, '--secret-file', 'secret', ...more);
// On a busy machine a call takes longer to arrive.
const guard = ['--set', 'BRIDGE_PACE_GUARD_MS=250'];
const addShop = () => add('shop', '--set', 'BRIDGE_LIMITS=40/1s', ...guard);
const addMall = () =>
  add('mall', '--set', `BRIDGE_BASE_URL=${second.url}`, '--set', 'BRIDGE_LIMITS=8/1s', ...guard);
const codesOf = (value: Record<string, unknown>) =>
  (value.error as { failures: { code: string; detail?: string }[] }).failures.map(({ code }) => code);

describe('a command works for', () => {
  test('the account of --account, else of the environment, else the default; without any it fails with the remedy', async () => {
    await addShop();
    await addMall();
    const none = await trial.run('run', 'refunds.csv', '--json');
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('add --account NAME');
    await trial.run('account', 'default', 'mall');
    expect(resultOf(await trial.run('run', 'refunds.csv', '--json'))).toMatchObject({
      accountName: 'mall',
      created: 6,
    });
    const env = { LINKMILL_ACCOUNT: 'shop', BRIDGE_CLIENT_ID: 'own', BRIDGE_CLIENT_SECRET: 'own' };
    const named = await runCli(['status', '--json'], { cwd: trial.folder, env });
    expect(resultOf(named)).toMatchObject({ accountName: 'shop', batches: [] });
    const given = await trial.run('run', 'refunds.csv', '--account', 'shop', '--json');
    expect(resultOf(given)).toMatchObject({ accountName: 'shop', created: 6 });
    expect(given.stderr).toContain('account shop');
    expect([second.stats().creations, trial.sandbox.stats().creations]).toEqual([6, 6]);
  });

  test('no unknown account: the error lists the known ones', async () => {
    await addShop();
    const end = await trial.run('status', '--account', 'shoq', '--json');
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('account_unknown');
    expect(end.stderr).toContain('There are: shop.');
  });

  test('either an account or the sandbox: both at once are refused, and the sandbox needs no account', async () => {
    const both = await trial.run('run', 'refunds.csv', '--sandbox', '--account', 'shop');
    expect(both.code).toBe(1);
    expect(both.stderr).toContain('--account');
    expect((await trial.run('status', '--sandbox')).code).toBe(0);
  });

  test('no registry account where there is no ledger, and a check starts no Redis', async () => {
    expect((await trial.run('check', 'refunds.csv')).code).toBe(0);
    expect(existsSync(join(trial.folder, '.linkmill'))).toBe(false);
  });
});

describe('a batch of another account', () => {
  test('is unknown, and the error names the account that has it', async () => {
    await addShop();
    await addMall();
    const ran = resultOf(await trial.run('run', 'refunds.csv', '--account', 'shop', '--json'));
    const end = await trial.run('status', String(ran.batch), '--account', 'mall');
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('Account shop has it: add --account shop.');
    const env = { BRIDGE_CLIENT_ID: 'own', BRIDGE_CLIENT_SECRET: 'own' };
    const own = await runCli(['status', String(ran.batch)], { cwd: trial.folder, env });
    expect(own.stderr).toContain('Account shop has it: add --account shop.');
  });

  test('is unknown, and the error names the account of the environment where that has it', async () => {
    await addShop();
    const env = {
      BRIDGE_CLIENT_ID: 'own',
      BRIDGE_CLIENT_SECRET: 'own',
      LINKMILL_PAYER_COMPANY: 'Example SARL',
    };
    const ran = await runCli(['run', 'refunds.csv', '--detach', '--json'], { cwd: trial.folder, env });
    const end = await runCli(['report', String(resultOf(ran).batch), '--account', 'shop'], {
      cwd: trial.folder,
      env,
    });
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('The account of the environment has it: leave out --account and');
    const chosen = await runCli(['account', 'default', 'shop'], { cwd: trial.folder, env });
    expect(chosen.stderr).toContain('Here BRIDGE_CLIENT_ID comes first');
  });

  test('is never hit by a proposed command line: it carries --account', async () => {
    await addShop();
    const paused = await trial.run('pause', '--account', 'shop');
    expect(paused.stderr).toContain('it goes on with: npx linkmill resume --account shop');
    expect((await trial.run('resume', '--account', 'shop')).code).toBe(0);
  });
});

describe('the registry', () => {
  test('validates a whole account when it is added, and never shows a secret', async () => {
    const bad = await add(
      'shop',
      '--set',
      'BRIDGE_LIMITS=many',
      '--set',
      'LINKMILL_TIME_ZONE=Nowhere',
      '--json',
    );
    expect(bad.code).toBe(1);
    expect(codesOf(resultOf(bad))).toEqual(['settings_wrong', 'settings_wrong']);
    expect((await add('shop', '--set', 'REDIS_URL=redis://x')).code).toBe(1);
    // No machine would read such an account.
    expect((await add('shop', '--set', 'LINKMILL_LABEL=to\u202eright')).code).toBe(1);
    expect((await add('shop', '--secret-file', 'two\nlines')).code).toBe(1);
    await addShop();
    const list = await trial.run('account', 'list', '--json');
    expect(resultOf(list)).toMatchObject({
      accounts: [{ name: 'shop', limits: '40/1s', openBatches: 0, isDefault: false }],
    });
    expect(list.stdout + list.stderr).not.toContain('a-secret');
  });

  test('refuses a variable that is a setting of Linkmill as the place of a secret', async () => {
    for (const setting of ['LINKMILL_KEY', 'BRIDGE_CLIENT_SECRET', 'REDIS_URL']) {
      const words = ['account', 'add', 'shop', '--client-id', 'shop', '--secret-env', setting];
      const end = await trial.run(...words);
      expect(end.code).toBe(1);
      expect(end.stderr).toContain('is a setting of Linkmill; a secret needs a variable of its own');
    }
  });

  test('warns of a secret in a place that this machine does not allow', async () => {
    const words = ['account', 'add', 'shop', '--client-id', 'shop', '--secret-env', 'ANOTHER'];
    expect((await trial.run(...words)).stderr).toMatch(
      /Warning: .*ANOTHER is in no place of LINKMILL_SECRET_PLACES/,
    );
    const list = await trial.run('account', 'list');
    expect(list.stderr).toContain('secret: variable ANOTHER, not readable here');
    expect(list.stderr).toContain('ANOTHER is in no place of LINKMILL_SECRET_PLACES');
  });

  test('refuses a second name for the same application', async () => {
    await addShop();
    const again = await trial.run(
      'account',
      'add',
      'store',
      '--client-id',
      'shop',
      '--secret-env',
      'S',
      '--json',
    );
    expect(codesOf(resultOf(again))).toEqual(['account_known']);
    const taken = await add('shop', '--json');
    expect(codesOf(resultOf(taken))).toEqual(['account_known']);
  });

  test('changes only the settings that a flag names', async () => {
    await addShop();
    const change = ['account', 'add', 'shop', '--change'];
    await trial.run(...change, '--set', 'LINKMILL_BREAKER=3');
    await trial.run(...change, '--set', 'BRIDGE_LIMITS=', '--secret-env', 'SHOP_SECRET');
    const { accounts } = resultOf(await trial.run('account', 'list', '--json')) as { accounts: object[] };
    expect(accounts).toEqual([
      expect.objectContaining({
        settings: { BRIDGE_BASE_URL: trial.baseUrl, BRIDGE_PACE_GUARD_MS: '250', LINKMILL_BREAKER: '3' },
        secret: 'variable SHOP_SECRET',
        failure: expect.objectContaining({ code: 'secret_out_of_reach' }),
      }),
    ]);
    expect((await trial.run(...change, '--client-id', 'another')).code).toBe(1);
  });

  test('refuses to remove an account with open batches, and never removes a ledger', async () => {
    await addShop();
    const ran = resultOf(await trial.run('run', 'refunds.csv', '--detach', '--account', 'shop', '--json'));
    const busy = await trial.run('account', 'remove', 'shop', '--json');
    expect(codesOf(resultOf(busy))).toEqual(['account_busy']);
    expect((await trial.run('account', 'remove', 'shop', '--force')).code).toBe(0);
    await addShop();
    const status = await trial.run('status', String(ran.batch), '--account', 'shop', '--json');
    expect(resultOf(status)).toMatchObject({ rows: 6, open: 6 });
  });
});

test('an account with schedules is not removed', async () => {
  await addShop();
  mkdirSync(join(trial.folder, 'in'));
  const schedule = [
    'schedule',
    'add',
    'nightly',
    '--inbox',
    'in',
    '--cron',
    '0 3 * * *',
    '--account',
    'shop',
  ];
  expect((await trial.run(...schedule)).code).toBe(0);
  const busy = await trial.run('account', 'remove', 'shop', '--json');
  expect(codesOf(resultOf(busy))).toEqual(['account_busy']);
  expect(busy.stderr).toContain('nightly');
  await trial.run('schedule', 'remove', 'nightly', '--account', 'shop');
  expect((await trial.run('account', 'remove', 'shop')).code).toBe(0);
});

test('each log line has the name and the id of the account', async () => {
  await addShop();
  trial.sandbox.setFaults({ answerLostAfterCommit: 1 });
  const env = {
    ...nobody,
    LINKMILL_LOG_LEVEL: 'info',
    LINKMILL_LATE_COMMIT_MS: '100',
    LINKMILL_LISTING_DELAY_MS: '100',
  };
  const payer = ['--payer-company', 'Example SARL'];
  const run = await runCli(['run', 'refunds.csv', ...payer, '--account', 'shop'], { cwd: trial.folder, env });
  expect(run.stderr).toMatch(/"account":"[a-z2-7]{12}","accountName":"shop"/);
  expect(run.stderr).not.toContain('a-secret');
});

describe('without its secret', () => {
  test('an account can be read but not used to call Bridge', async () => {
    await addShop();
    await trial.run('run', 'refunds.csv', '--account', 'shop');
    await trial.run('account', 'add', 'shop', '--change', '--secret-file', 'elsewhere');
    const status = await trial.run('status', '--account', 'shop', '--json');
    expect(status.code).toBe(0);
    const run = await trial.run('run', 'refunds.csv', '--account', 'shop', '--json');
    expect(run.code).toBe(1);
    expect(codesOf(resultOf(run))).toEqual(['secret_out_of_reach']);
  });
});

describe('a stored secret', () => {
  test('is read from standard input, is stored encrypted, and opens only with its key', async () => {
    const words = ['account', 'add', 'kept', '--client-id', 'kept', '--store'];
    expect((await trial.runWith('a-stored-secret\n', ...words)).code).toBe(0);
    const folder = join(trial.folder, '.linkmill', 'redis', 'appendonlydir');
    const rests = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    expect(rests.join('')).toContain('"kind":"stored"');
    expect(rests.join('')).not.toContain('a-stored-secret');
    const ran = await trial.run('run', 'refunds.csv', '--account', 'kept', '--json');
    expect(resultOf(ran)).toMatchObject({ created: 6 });
    const rotated = await trial.run('key', 'rotate');
    expect(rotated.stderr).toMatch(/seals.*secrets: 1/);
    expect((await trial.run('key', 'rotate', '--drop-old')).code).toBe(0);
    expect((await trial.run('doctor', '--account', 'kept')).code).toBe(0);
    rmSync(join(trial.folder, '.linkmill', 'key'));
    const list = await trial.run('account', 'list');
    expect(list.stderr).toMatch(/^kept .* NOT SIGNED$/m);
    expect(list.stderr).toMatch(/\(kept\) It was signed by the key [a-z2-7]{8}, which is not here\./);
  });

  test('is refused where there is no key, before the program asks for it', async () => {
    const server = await startTestRedis();
    const env = { REDIS_URL: `unix://${server.socketPath}` };
    const words = ['account', 'add', 'kept', '--client-id', 'kept', '--store'];
    const end = await runCli(words, { cwd: trial.folder, env, stdin: 'a-stored-secret\n' });
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('A stored secret needs a key: set LINKMILL_KEY or LINKMILL_KEY_FILE.');
    await server.stop();
  });
});

test('doctor checks the chosen account, or with --all every account', async () => {
  await addShop();
  await add('mall', '--set', `BRIDGE_BASE_URL=${second.url}`, '--secret-file', 'elsewhere');
  expect((await trial.run('doctor', '--account', 'shop')).code).toBe(0);
  const all = await trial.run('doctor', '--all', '--json');
  expect(all.code).toBe(1);
  const { accounts } = resultOf(all) as {
    accounts: { accountName: string; diagnoses: { state: string }[] }[];
  };
  expect(
    accounts.map(({ accountName, diagnoses }) => [
      accountName,
      diagnoses.some(({ state }) => state === 'bad'),
    ]),
  ).toEqual([
    ['mall', true],
    ['shop', false],
  ]);
});

test('one worker process serves two accounts at once, each at its own pace and with its own books', async () => {
  await addShop();
  await addMall();
  trial.write('many.csv', refunds(100));
  await trial.run('run', 'many.csv', '--detach', '--account', 'shop');
  await trial.run('run', 'refunds.csv', '--detach', '--account', 'mall');
  const worker = trial.start('worker', '--json');
  await worker.saw(/Ctrl-C stops/);
  await waitUntil('both are made', () => trial.sandbox.stats().creations + second.stats().creations === 106);
  worker.kill('SIGTERM');
  const end = await worker.done;
  expect(end.code).toBe(0);
  expect((resultOf(end) as { accounts: string[] }).accounts).toHaveLength(2);
  expect([trial.sandbox.stats().answered429, second.stats().answered429]).toEqual([0, 0]);
  const rows = async (name: string) => {
    const { batches } = resultOf(await trial.run('status', '--account', name, '--json')) as {
      batches: object[];
    };
    return batches;
  };
  expect(await rows('shop')).toEqual([expect.objectContaining({ file: 'many.csv', created: 100 })]);
  expect(await rows('mall')).toEqual([expect.objectContaining({ file: 'refunds.csv', created: 6 })]);
});

test('a worker without any account ends, and one without a readable secret waits for it', async () => {
  expect((await trial.run('worker')).code).toBe(1);
  await trial.run('account', 'add', 'shop', '--client-id', 'shop', '--secret-file', 'elsewhere');
  const worker = trial.start('worker', '--metrics-port', '0');
  await worker.saw(/Not working for account shop: .*elsewhere/);
  await worker.saw(/Metrics: (\S+)/);
  const [url = ''] = /http:\S+\/metrics/.exec(worker.printed().stderr) ?? [];
  expect(await (await fetch(url)).text()).toMatch(/linkmill_account_unserved\{account="[a-z2-7]{12}"\} 1\n/);
  worker.kill('SIGTERM');
  expect((await worker.done).code).toBe(0);
});

test('a worker does not apply settings of the default account to another account', async () => {
  await addMall();
  await add('calm');
  await trial.run('account', 'default', 'mall');
  const worker = trial.start('worker', '--metrics-port', '0');
  await worker.saw(/Metrics: (\S+)/);
  const port = /:(\d+)\/metrics/.exec(worker.printed().stderr)?.[1];
  const { accounts } = resultOf(await trial.run('account', 'list', '--json')) as {
    accounts: { name: string; account: string }[];
  };
  const idOf = (wanted: string) => accounts.find(({ name }) => name === wanted)?.account;
  let text = '';
  await waitUntil('both are measured', async () => {
    text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return text.includes(`account="${idOf('mall')}"`) && text.includes(`account="${idOf('calm')}"`);
  });
  const allowedTo = (name: string) =>
    text.split('\n').filter((line) => line.startsWith(`linkmill_pace_allowed{account="${idOf(name)}"`));
  expect(allowedTo('mall').join()).toContain('window="1s"} 8');
  expect(allowedTo('calm').join()).toContain('window="300s"');
  worker.kill('SIGTERM');
  await worker.done;
});
