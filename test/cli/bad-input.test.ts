import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';

let trial: Trial;
beforeAll(async () => {
  trial = await startTrial();
});
afterAll(() => trial.stop());

const header = 'client_reference,amount,iban,beneficiary_company_name';
const iban = 'FR4014508000406764668712J28';

/** What is wrong with the file, its text, the expected failure code and exit code. */
const files: [string, string, string, number][] = [
  ['an empty file', '', 'file_empty', 2],
  ['a header alone', `${header}\n`, 'file_without_rows', 2],
  ['no header', `r,1.00,${iban},A\nr2,2.00,${iban},A\n`, 'header_missing', 2],
  ['a ragged row', `${header}\nr,1.00\n`, 'row_ragged', 2],
  ['a PDF', '%PDF-1.7\n', 'file_binary', 2],
  ['a damaged workbook', 'PK\u0003\u0004\u0000\u0000\u0000', 'file_damaged', 2],
  ['a repeated column', `${header},amount\nr,1,${iban},A,1\n`, 'column_repeated', 2],
  ['a misspelt column', `${header.replace('iban', 'ibann')}\nr,1,${iban},A\n`, 'column_unknown', 2],
  ['a NUL byte in a cell', `${header}\nr,1,${iban},A\u0000B\n`, 'nul_byte', 2],
  ['a field of 10 MB', `${header}\nr,1,${iban},"${'x'.repeat(10_000_000)}"\n`, 'field_too_large', 2],
  ['a quote that is not closed', `${header}\nr,1,${iban},"A\n`, 'quote_broken', 2],
];

describe('bad input', () => {
  test.each(files)(
    '%s fails with its code and without a stack, and nothing is sent',
    async (_, text, code, exit) => {
      trial.write('bad.csv', text);
      const end = await trial.run('run', 'bad.csv');
      expect(end.stderr).toContain(code);
      expect(end.code).toBe(exit);
      expect(end.stderr).not.toMatch(/\n\s+at /);
      expect(end.stdout).toBe('');
      expect(trial.sandbox.stats().creations).toBe(0);
    },
  );

  test('a missing file exits 1', async () => {
    const end = await trial.run('check', 'nothing.csv', '--json');
    expect(end.code).toBe(1);
    expect(resultOf(end)).toMatchObject({ error: { failures: [{ code: 'file_missing' }] } });
  });

  test('a wrong flag exits 1 and names the flag', async () => {
    const end = await trial.run('run', 'x.csv', '--canry', '1');
    expect(end.code).toBe(1);
    expect(end.stderr).toBe(
      'usage_wrong: The command line is wrong. There is no option --canry here. Did you mean --canary? See --help.\n',
    );
  });

  test('an error for a wrong flag value names the flag, not the setting that it overrides', async () => {
    trial.write('good.csv', refunds(1));
    const end = await trial.run('check', 'good.csv', '--expires-in', '61b', '--json');
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('usage_wrong: --expires-in: ');
    expect(end.stderr).toContain('60 business days');
    expect(end.stderr).not.toContain('LINKMILL_EXPIRES_IN');
    const elsewhere = await startTrial({ env: { LINKMILL_EXPIRES_IN: '61b' } });
    elsewhere.write('good.csv', refunds(1));
    expect((await elsewhere.run('check', 'good.csv')).stderr).toContain(
      'settings_wrong: LINKMILL_EXPIRES_IN',
    );
    await elsewhere.stop();
  });

  test('a missing payer exits 1 before any row is validated', async () => {
    const nobody = await startTrial({ env: { LINKMILL_PAYER_COMPANY: '' } });
    nobody.write('refunds.csv', refunds(2));
    const end = await nobody.run('run', 'refunds.csv');
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('payer_missing');
    await nobody.stop();
  });

  test('one error names all wrong settings', async () => {
    const wrong = await startTrial({ env: { BRIDGE_LIMITS: 'many', LINKMILL_CONCURRENCY: '0' } });
    wrong.write('refunds.csv', refunds(2));
    const end = await wrong.run('run', 'refunds.csv');
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('BRIDGE_LIMITS');
    expect(end.stderr).toContain('LINKMILL_CONCURRENCY');
    await wrong.stop();
  });

  test('wrong credentials stop the run with the remedy, without the secret, and the rows stay open', async () => {
    const locked = await startTrial({ faults: { lockedOut: true } });
    locked.write('refunds.csv', refunds(5));
    const end = await locked.run('run', 'refunds.csv');
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('locked_out');
    expect(end.stderr).toContain('BRIDGE_CLIENT_SECRET');
    expect(end.stderr + end.stdout).not.toContain('trial-secret');
    locked.sandbox.setFaults({});
    expect((await locked.run('run', 'refunds.csv')).stderr).toContain('linkmill resume');
    expect((await locked.run('resume')).code).toBe(0);
    const again = await locked.run('run', 'refunds.csv', '--json');
    expect(resultOf(again)).toMatchObject({ rows: 5, created: 5 });
    await locked.stop();
  });

  test('refusals in a row with the same code stop the account until a person resumes it', async () => {
    const refusing = await startTrial({
      rules: { maxLabelLength: 3 },
      env: { LINKMILL_BREAKER: '5', LINKMILL_CONCURRENCY: '2' },
    });
    refusing.write('refunds.csv', refunds(40));
    const end = await refusing.run('run', 'refunds.csv', '--json');
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('account_stopped');
    expect(end.stderr).toMatch(
      /Bridge refused rows one after the other with payment\.transaction\.label_too_long: 5\./,
    );
    const { creations, callsByKind } = refusing.sandbox.stats();
    expect({ creations, few: callsByKind.create <= 7 }).toEqual({ creations: 0, few: true });
    expect((await refusing.run('run', 'refunds.csv')).stderr).toContain('linkmill resume');
    expect(refusing.sandbox.stats().callsByKind.create).toBe(callsByKind.create);
    await refusing.run('resume');
    const { stderr: reported } = await refusing.run('history');
    expect(reported).toMatch(
      /stopped, by breaker\. Bridge refused rows one after the other[\s\S]*let the account go on/,
    );
    await refusing.run('run', 'refunds.csv');
    expect(refusing.sandbox.stats().callsByKind.create).toBeGreaterThan(callsByKind.create);
    await refusing.stop();
  });

  test('a Redis that does not answer exits 1, without a stack and without its password', async () => {
    const away = await startTrial({ env: { REDIS_URL: 'redis://user:pass-word@127.0.0.1:1/0' } });
    away.write('refunds.csv', refunds(2));
    const end = await away.run('run', 'refunds.csv');
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('redis_unreachable');
    expect(end.stderr).not.toContain('pass-word');
    expect(end.stderr).not.toMatch(/\n\s+at /);
    await away.stop();
  });

  test('a file above --max-rows or --max-sum is refused whole', async () => {
    trial.write('refunds.csv', refunds(10));
    const rows = await trial.run('run', 'refunds.csv', '--max-rows', '9');
    expect([rows.code, rows.stderr.includes('too_many_rows')]).toEqual([2, true]);
    const sum = await trial.run('run', 'refunds.csv', '--max-sum', '10.00');
    expect([sum.code, sum.stderr.includes('sum_above_maximum')]).toEqual([2, true]);
    expect(trial.sandbox.stats().creations).toBe(0);
  });

  test('the limits of a command line also apply to a batch that was submitted before', async () => {
    trial.write('refunds.csv', refunds(3));
    await trial.run('run', 'refunds.csv', '--detach');
    for (const [flag, code] of [
      [['--max-rows', '2'], 'too_many_rows'],
      [['--max-sum', '1.00'], 'sum_above_maximum'],
      [['--expect-sum', '1.00'], 'totals_differ'],
      [['--expect-rows', '9'], 'totals_differ'],
    ] as const) {
      const end = await trial.run('run', 'refunds.csv', ...flag);
      expect([end.code, end.stderr.includes(code)]).toEqual([2, true]);
    }
    expect(trial.sandbox.stats().creations).toBe(0);
  });

  test('an --out whose ending belongs to another format is refused', async () => {
    trial.write('refunds.csv', refunds(1));
    const end = await trial.run('run', 'refunds.csv', '--out', 'results.xlsx');
    expect([end.code, end.stderr.includes('not an .xlsx')]).toEqual([1, true]);
  });
});
