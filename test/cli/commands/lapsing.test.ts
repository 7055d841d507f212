import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endOfBusinessDay } from '../../../src/domain/dates/business-days.ts';
import { isoOf } from '../../../src/domain/dates/expiry.ts';
import { refunds, resultOf, startTrial, type Trial } from '../../support/trial.ts';

let trial: Trial;
let batch = '';
const tenDays = ['--expires-in', '10b'];

beforeAll(async () => {
  trial = await startTrial();
  trial.write('refunds.csv', refunds(25));
  batch = String(resultOf(await trial.run('run', 'refunds.csv', ...tenDays, '--json')).batch);
});
afterAll(() => trial.stop());

describe('links that live for ten business days', () => {
  test('expire at the end of the tenth one in the zone of the batch, all at the same second', async () => {
    const expiries = new Set(trial.sandbox.links().map(({ expiresAtMs }) => isoOf(expiresAtMs)));
    expect([...expiries]).toEqual([isoOf(endOfBusinessDay(Date.now(), 10, 'Europe/Paris'))]);
  });

  test('stay one batch when the file is submitted again; another life is refused, and both are shown', async () => {
    const again = await trial.run('run', 'refunds.csv', ...tenDays, '--json');
    expect({ code: again.code, batch: resultOf(again).batch }).toEqual({ code: 0, batch });
    const other = await trial.run('run', 'refunds.csv', '--expires-in', '11b');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('valid for 10 business days');
    expect(other.stderr).toContain('valid for 11 business days');
    expect(trial.sandbox.links()).toHaveLength(25);
  });

  test('are listed shortly before they expire, with the next step and without URL or IBAN', async () => {
    const soon = await trial.run('lapsing');
    expect(soon.code).toBe(0);
    expect(soon.stderr).toMatch(/No unpaid link lapses by \w+day \d+ \w+ \d{4}, 23:59 \(Paris time\)\./);
    const later = await trial.run('lapsing', '--within', '10b', '--json');
    expect(later.code).toBe(0);
    expect(later.stderr).toContain(`Batch ${batch}, refunds.csv: 25 unpaid links about to lapse, 28.00 EUR`);
    expect(later.stderr).toMatch(/ {2}line 2 {2}r-0 {2}1\.00 EUR {2}\d+ \w+ \d{4}, 23:59 \(Paris time\)/);
    expect(later.stderr).toContain('and 5 more rows.');
    expect(later.stderr).toContain(`npx linkmill reissue ${batch} --expires-in 10b`);
    expect(`${later.stdout}${later.stderr}`).not.toMatch(/https?:|FR40/);
    const [reported] = resultOf(later).batches as { lapsing: { count: number; amountCents: number } }[];
    expect(reported).toMatchObject({
      batch,
      lapsing: { count: 25, amountCents: 2800 },
      lapsed: { count: 0 },
    });
  });

  test('are listed for one batch alone, in French', async () => {
    const { stderr } = await trial.run('lapsing', '--batch', batch, '--within', '10b', '--lang', 'fr');
    expect(stderr).toContain(
      `Lot ${batch}, refunds.csv\u00a0: 25 liens impayés sur le point d’expirer, 28,00\u00a0EUR`,
    );
    const unknown = await trial.run('lapsing', '--batch', 'abcdefghijkl');
    expect({ code: unknown.code, reported: unknown.stderr }).toMatchObject({
      code: 1,
      reported: expect.stringContaining('batch_unknown'),
    });
  });

  test('are not listed for a malformed span, which is refused', async () => {
    const { code, stderr } = await trial.run('lapsing', '--within', 'soon');
    expect(code).toBe(1);
    expect(stderr).toContain('3b, 5d or 12h');
  });
});

describe('for a file whose links would expire before people are back at work', () => {
  test('check and run warn once, with the day and the flag to use', async () => {
    trial.write('short.csv', refunds(3).replaceAll('r-', 's-'));
    const warning =
      /Warning: 3 rows would lapse before people are back, the first on \w+day \d+ \w+ \d{4}, \d\d:\d\d \(Paris time\)\. Use --expires-in 10b, or a later expires_at\./g;
    const checked = await trial.run('check', 'short.csv', '--expires-in', '12h', '--json');
    expect(checked.stderr.match(warning)).toHaveLength(1);
    expect(resultOf(checked).lapsingEarly).toMatchObject({ rows: 3 });
    const plain = await trial.run('check', 'short.csv', ...tenDays, '--json');
    expect(plain.stderr).not.toContain('before people are back');
    expect(resultOf(plain).lapsingEarly).toBeUndefined();
    const ran = await trial.run('run', 'short.csv', '--expires-in', '12h', '--accept-duplicates', 'a trial');
    expect(ran.stderr.match(warning)).toHaveLength(1);
    const french = await trial.run(
      'check',
      'refunds.csv',
      '--expires-in',
      '12h',
      '--again',
      'x',
      '--lang',
      'fr',
    );
    expect(french.stderr).toMatch(
      /25 lignes expireraient avant le retour au travail, la première le \p{L}+ \d/u,
    );
  });
});
