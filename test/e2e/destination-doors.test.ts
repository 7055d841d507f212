import { afterEach, describe, expect, test } from '@jest/globals';
import { refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';

let trial: Trial;
afterEach(() => trial.stop());

const dashboard = 'FR2310096000301695931368H67';
const elsewhere = 'FR1420041010050500013M02606';

/** The same rows without an IBAN: they go to the account of the dashboard. */
const withoutIbans = (rows: number) => refunds(rows).replaceAll(/,FR\w+,Exemple SARL$/gm, ',,');

const urlsOf = (name: string) =>
  trial.report(name).flatMap(({ payment_link_url: url }) => (url ? [url] : []));

describe('a Bridge that shows nothing of the IBANs', () => {
  test('stops the account after the first link, until a person accepts it once and for all', async () => {
    trial = await startTrial({ faults: { hidesIbans: true } });
    trial.write('refunds.csv', refunds(30));
    const first = await trial.run('run', 'refunds.csv', '--json');
    expect(first.code).toBe(2);
    expect(trial.sandbox.stats()).toMatchObject({ creations: 1, liveLinks: 1 });
    expect(first.stderr).toContain('destination_unproven');
    expect(urlsOf('refunds.results.csv')).toEqual([]);
    const accepted = await trial.run('resume', '--accept-unproven', 'our bank manager said so', '--json');
    expect(accepted.code).toBe(0);
    const end = await trial.run('run', 'refunds.csv', '--json');
    expect(end.code).toBe(0);
    expect(resultOf(end)).toMatchObject({ created: 30, audit: { balanced: true } });
    expect(urlsOf('refunds.results.csv')).toHaveLength(30);
    expect(trial.sandbox.stats().creations).toBe(30);
    expect((await trial.run('status')).stderr).toMatch(/accepted by .+ our bank manager said so/);
    trial.write('more.csv', refunds(60).replaceAll(/^r-/gm, 'more-'));
    const more = await trial.run('run', 'more.csv', '--accept-duplicates', 'a trial', '--json');
    expect(more.code).toBe(0);
  }, 300_000);

  test('stops again where a person resumes without accepting it, and makes no second link', async () => {
    trial = await startTrial({ faults: { hidesIbans: true } });
    trial.write('refunds.csv', refunds(10));
    await trial.run('run', 'refunds.csv');
    expect((await trial.run('resume')).code).toBe(0);
    const again = await trial.run('run', 'refunds.csv', '--json');
    expect(again.code).toBe(2);
    expect(trial.sandbox.stats().creations).toBe(1);
    trial.sandbox.setFaults({});
    expect((await trial.run('resume')).code).toBe(0);
    expect((await trial.run('run', 'refunds.csv')).code).toBe(0);
    expect(trial.sandbox.stats().creations).toBe(10);
  }, 300_000);
});

describe('rows without an IBAN', () => {
  test('are sent to any account of the dashboard where no setting states it', async () => {
    trial = await startTrial();
    trial.write('refunds.csv', withoutIbans(20));
    const end = await trial.run('run', 'refunds.csv', '--default-beneficiary', '--json');
    expect(end.code).toBe(0);
    expect(urlsOf('refunds.results.csv')).toHaveLength(20);
  }, 300_000);

  test('are compared with the stated account, and stop the account where it is another one', async () => {
    trial = await startTrial({ env: { LINKMILL_DEFAULT_IBAN: elsewhere } });
    trial.write('refunds.csv', withoutIbans(20));
    const end = await trial.run('run', 'refunds.csv', '--default-beneficiary', '--json');
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('destination_differs');
    expect(end.stderr).not.toContain(elsewhere);
    expect(trial.sandbox.stats()).toMatchObject({ creations: 1, liveLinks: 0 });
    await trial.stop();
    trial = await startTrial({ env: { LINKMILL_DEFAULT_IBAN: dashboard } });
    trial.write('refunds.csv', withoutIbans(20));
    expect((await trial.run('run', 'refunds.csv', '--default-beneficiary')).code).toBe(0);
  }, 300_000);

  test('neither prove nor stop a batch: the first row with an IBAN does', async () => {
    trial = await startTrial({ faults: { substituteIban: { share: 1, after: 0 } } });
    const [header, ...rows] = refunds(5).trimEnd().split('\n');
    trial.write(
      'refunds.csv',
      [
        header,
        ...rows,
        ...withoutIbans(5)
          .trimEnd()
          .split('\n')
          .slice(1)
          .map((row) => `d${row}`),
      ].join('\n'),
    );
    const end = await trial.run('run', 'refunds.csv', '--default-beneficiary', '--json');
    expect(end.code).toBe(2);
    const withIban = trial.sandbox.links().filter(({ body }) => body.transactions[0]?.beneficiary != null);
    expect(withIban).toHaveLength(1);
    expect(withIban[0]?.ended?.how).toBe('revoked');
  }, 300_000);
});

test('a Bridge that starts to swap IBANs in a long run is detected by the 500th link, while rows are still to be sent', async () => {
  trial = await startTrial({
    limits: '80/1s',
    faults: { substituteIban: { share: 1, after: 450 } },
    env: { BRIDGE_PACE_GUARD_MS: '100' },
  });
  trial.write('refunds.csv', refunds(1_500));
  const end = await trial.run('run', 'refunds.csv', '--json');
  expect(end.code).toBe(2);
  const { creations, liveLinks } = trial.sandbox.stats();
  expect(creations).toBeLessThan(1_500);
  expect(liveLinks).toBe(450);
  expect(urlsOf('refunds.results.csv')).toHaveLength(450);
}, 600_000);

describe('doctor --destination', () => {
  test('makes one link of a cent, reads it back, revokes it, and shows where it led', async () => {
    trial = await startTrial();
    const good = await trial.run('doctor', '--destination', elsewhere, '--json');
    expect(good.code).toBe(0);
    expect(good.stderr).toContain('A link of 0.01 EUR led to FR14…606, as requested.');
    const [link] = trial.sandbox.links();
    expect(link).toMatchObject({ ended: { how: 'revoked' }, body: { transactions: [{ amount: 0.01 }] } });
    expect((link?.expiresAtMs ?? 0) - (link?.createdAtMs ?? 0)).toBeLessThan(120_000);
    expect(trial.sandbox.stats().creations).toBe(1);
  }, 300_000);

  test('detects a Bridge that swaps the IBAN, and one that does not show it', async () => {
    trial = await startTrial({ faults: { substituteIban: { share: 1, after: 0 } } });
    const swapped = await trial.run('doctor', '--destination', elsewhere);
    expect(swapped.code).toBe(1);
    expect(swapped.stderr).toMatch(
      /BAD +destination +The link of 0\.01 EUR for the trial leads elsewhere .* It was to lead to FR14…606\. Bridge shows another account/,
    );
    trial.sandbox.setFaults({ hidesIbans: true });
    const hidden = await trial.run('doctor', '--destination', elsewhere);
    expect(hidden.stderr).toMatch(
      /warning +destination +Bridge does not show to which account its links lead/,
    );
    expect(trial.sandbox.stats()).toMatchObject({ creations: 2, liveLinks: 0 });
    expect([swapped.stderr, hidden.stderr].join()).not.toContain(elsewhere);
  }, 300_000);

  test('refuses what is no IBAN without showing it', async () => {
    trial = await startTrial();
    const wrong = await trial.run('doctor', '--destination', 'FR1420041010050500013M02607');
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('iban_checksum_wrong');
    expect(wrong.stderr).not.toContain('FR1420041010050500013M02607');
    expect(trial.sandbox.stats().creations).toBe(0);
  }, 300_000);
});
