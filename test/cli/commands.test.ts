import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial();
  trial.write('refunds.csv', refunds(6));
});
afterEach(() => trial.stop());

describe('help', () => {
  test.each(['check', 'run', 'report', 'status', 'retry', 'worker', 'sandbox', 'doctor'])(
    '%s --help shows an example',
    async (name) => {
      const end = await trial.run(name, '--help');
      expect(end.code).toBe(0);
      expect(end.stdout).toContain(`npx linkmill ${name}`);
      expect(end.stdout).toContain('--json');
    },
  );
});

describe('check', () => {
  test('shows count, sum, time and expiry, and neither sends nor stores anything', async () => {
    const end = await trial.run('check', 'refunds.csv', '--json');
    expect(end.code).toBe(0);
    expect(resultOf(end)).toMatchObject({
      rows: 6,
      rejected: 0,
      amountCents: 615,
      ledgerAnswered: false,
      leastMs: 0,
    });
    expect(end.stderr).toContain('refunds.csv: 6 rows, 6 good, 0 rejected, 6.15 EUR');
    expect(trial.sandbox.stats().calls).toBe(0);
  });

  test('shows, after a run, which rows the ledger knows', async () => {
    await trial.run('run', 'refunds.csv');
    trial.write('more.csv', refunds(8));
    const end = await trial.run('check', 'more.csv', '--json');
    expect(resultOf(end)).toMatchObject({ rows: 8, known: 6, ledgerAnswered: true });
  });

  test('names line, column, code and remedy of every failure at once', async () => {
    trial.write('bad.csv', 'client_reference,amount,iban,beneficiary_company_name\nr,0,FR00,A: B\n');
    const end = await trial.run('check', 'bad.csv', '--json');
    expect(end.code).toBe(2);
    const { failures } = resultOf(end) as { failures: { line: number; failure: { code: string } }[] };
    expect(failures.map(({ failure }) => failure.code)).toEqual(
      expect.arrayContaining(['amount_not_positive', 'characters_not_allowed']),
    );
    expect(failures.every(({ line }) => line === 2)).toBe(true);
  });
});

describe('the books', () => {
  test('count every row under one of eight outcomes, in run and status alike', async () => {
    const ran = resultOf(await trial.run('run', 'refunds.csv', '--json')) as Record<string, number | string>;
    const names = ['created', 'refused', 'failed', 'cancelled', 'rejected', 'known', 'doubtful', 'open'];
    expect(names.reduce((sum, name) => sum + Number(ran[name]), 0)).toBe(ran.rows);
    const { report: _, elapsedMs: __, ...closed } = ran;
    expect(resultOf(await trial.run('status', String(ran.batch), '--json'))).toMatchObject(closed);
    const { audit: ___, ...books } = closed;
    const listed = resultOf(await trial.run('status', '--json')) as { batches: unknown[] };
    expect(listed.batches).toMatchObject([books]);
  });

  test('of an unknown batch exit 1', async () => {
    const end = await trial.run('status', 'nothing', '--json');
    expect(end.code).toBe(1);
    expect(resultOf(end)).toMatchObject({ error: { failures: [{ code: 'batch_unknown' }] } });
  });
});

describe('run', () => {
  test('refuses the same content with other options, and shows both', async () => {
    await trial.run('run', 'refunds.csv');
    const end = await trial.run('run', 'refunds.csv', '--payer-company', 'Other SAS');
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('options_differ');
    expect(end.stderr).toContain('Example SARL');
    expect(end.stderr).toContain('Other SAS');
  });

  test('repeats a file only with --again, and sends duplicates only with a reason', async () => {
    const unnamed = refunds(3).replaceAll(/^(client_reference|r-\d+),/gm, '');
    trial.write('unnamed.csv', unnamed);
    await trial.run('run', 'unnamed.csv');
    const again = await trial.run('run', 'unnamed.csv', '--again', '2026-12');
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('duplicate_in_ledger');
    const accepted = await trial.run(
      'run',
      'unnamed.csv',
      '--again',
      '2026-12',
      '--accept-duplicates',
      'monthly',
      '--json',
    );
    expect(resultOf(accepted)).toMatchObject({ created: 3 });
    expect(trial.sandbox.stats().creations).toBe(6);
  });

  test('shows the canary, and sends the rest only after a yes', async () => {
    const canary = (stdin: string) => trial.runWith(stdin, 'run', 'refunds.csv', '--canary', '2', '--json');
    const no = await canary('no\n');
    expect(no.code).toBe(2);
    expect(no.stderr).toContain('https://pay.bridgeapi.io/link/');
    expect(resultOf(no)).toMatchObject({ created: 2, open: 4 });
    const yes = await canary('yes\n');
    expect(yes.code).toBe(0);
    expect(resultOf(yes)).toMatchObject({ created: 6 });
    expect(trial.sandbox.stats().creations).toBe(6);
  });

  test('counts only rows that are sent for a canary, not known ones', async () => {
    await trial.run('run', 'refunds.csv');
    trial.write('more.csv', refunds(9));
    const end = await trial.runWith('no\n', 'run', 'more.csv', '--canary', '1', '--json');
    expect(resultOf(end)).toMatchObject({ rows: 9, known: 6, created: 1, open: 2 });
    expect(end.stderr).toContain('Go on with: npx linkmill run more.csv --json');
  });

  test('shows, after Ctrl-C before the first call, how to go on, with every flag', async () => {
    trial.write('large file.csv', refunds(30_000));
    const run = trial.start('run', 'large file.csv', '--label', "Refund '{reference}'");
    await run.saw(/30,000 good/);
    run.kill('SIGINT');
    const end = await run.done;
    expect(end.code).toBe(130);
    expect(end.stderr).toContain(
      `Go on with: npx linkmill run 'large file.csv' --label 'Refund '\\''{reference}'\\'''`,
    );
  });

  test('never writes the report over the input', async () => {
    const end = await trial.run('run', 'refunds.csv', '--out', './refunds.csv');
    expect([end.code, end.stderr.includes('report_over_input')]).toEqual([1, true]);
  });

  test('refuses --detach with --sandbox: no worker could reach the built-in sandbox', async () => {
    const end = await trial.run('run', 'refunds.csv', '--sandbox', '--detach', '--json');
    expect(end.code).toBe(1);
    expect(resultOf(end)).toMatchObject({ error: { failures: [{ code: 'usage_wrong' }] } });
  });

  test('prints a wrong flag as JSON, too', async () => {
    const end = await trial.run('run', 'refunds.csv', '--canry', '--json');
    expect(resultOf(end)).toMatchObject({ error: { failures: [{ code: 'usage_wrong' }] } });
  });

  test('fails before anything is sent where the report cannot be written', async () => {
    const end = await trial.run('run', 'refunds.csv', '--out', 'missing/results.csv');
    expect([end.code, end.stderr.includes('disk_full')]).toEqual([1, true]);
    expect(trial.sandbox.stats().creations).toBe(0);
  });

  test('reads a file from standard input', async () => {
    const end = await trial.runWith(refunds(2), 'run', '-', '--json');
    expect(resultOf(end)).toMatchObject({ file: 'stdin', created: 2 });
    expect(trial.report('stdin.results.csv')).toHaveLength(2);
  });
});

describe('retry', () => {
  test('requeues refused rows under the same reference and works on them', async () => {
    const strict = await startTrial({ rules: { maxAmount: 1 } });
    strict.write('refunds.csv', refunds(3));
    const ran = await strict.run('run', 'refunds.csv', '--json');
    expect(ran.code).toBe(2);
    expect(resultOf(ran)).toMatchObject({ created: 1, refused: 2 });
    expect(strict.report('refunds.results.csv')[1]).toMatchObject({
      outcome: 'refused',
      failure_code: 'provider_refused',
    });
    await strict.sandbox.close();
    const { port } = strict.sandbox;
    const lenient = await startSandbox({ port, now: Date.now, random: Math.random });
    const retried = await strict.run('retry', String(resultOf(ran).batch), '--json');
    expect(resultOf(retried)).toMatchObject({ created: 3, refused: 0 });
    expect(lenient.links().map(({ body }) => JSON.parse(JSON.stringify(body)).client_reference)).toEqual([
      'r-1',
      'r-2',
    ]);
    await lenient.close();
    await strict.stop();
  });
});

describe('doctor', () => {
  test('shows a line each for Redis, credentials, clock and limits, and a code each in --json', async () => {
    const end = await trial.run('doctor', '--json');
    expect(end.code).toBe(0);
    const { diagnoses } = resultOf(end) as {
      diagnoses: { subject: string; state: string; found: { code: string } }[];
    };
    expect(diagnoses.map(({ subject, state, found: { code } }) => [subject, state, code])).toEqual([
      ['redis', 'good', 'doctor_redis'],
      ['key', 'good', 'doctor_sealed'],
      ['credentials', 'good', 'doctor_credentials'],
      ['clock', 'good', expect.stringMatching(/^doctor_clock_/)],
      ['redis_clock', 'good', expect.stringMatching(/^doctor_clock_/)],
      ['notices', 'good', 'doctor_notices_nobody'],
      ['limits', 'good', expect.stringMatching(/^doctor_(limits|no_limits)$/)],
    ]);
    expect(end.stderr).toMatch(
      /^good {2}redis clock {2}It is \d+(\.\d)? s (ahead of|behind) Bridge’s clock\.$/m,
    );
    expect(trial.sandbox.stats().creations).toBe(0);
  });

  test('fits its columns to the words of the language', async () => {
    const { stderr } = await trial.run('doctor', '--lang', 'de');
    expect(stderr).toMatch(
      /^gut {2}Zugangsdaten {2}\S+ nimmt sie an\.\ngut {2}Uhr {11}Sie geht gegenüber der Uhr von Bridge [\d,]+ s (vor|nach)\.$/m,
    );
  });

  test('shows the remedy where Bridge refuses the credentials', async () => {
    trial.sandbox.setFaults({ lockedOut: true });
    const end = await trial.run('doctor');
    expect(end.code).toBe(1);
    expect(end.stderr).toMatch(/^BAD +credentials +Bridge refused the credentials.*Check BRIDGE_CLIENT_ID/m);
  });
});
