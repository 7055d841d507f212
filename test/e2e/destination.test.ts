import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { CliEnd, CliRun } from '../support/cli.ts';
import { refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil } from '../support/wait-until.ts';

let trial: Trial;
let workers: CliRun[] = [];

afterEach(async () => {
  // Runs also after a failed test.
  for (const worker of workers) worker.kill('SIGKILL');
  await Promise.all(workers.map(({ done }) => done));
  workers = [];
  await trial.stop();
});

function startWorker(): CliRun {
  const worker = trial.start('worker');
  workers.push(worker);
  return worker;
}

async function stopWorkers(): Promise<CliEnd[]> {
  for (const worker of workers) worker.kill('SIGTERM');
  return Promise.all(workers.map(({ done }) => done));
}

const asked = 'FR4014508000406764668712J28';
const fromTheStart = { substituteIban: { share: 1, after: 0 } };
const fromTheHundredth = { substituteIban: { share: 1, after: 99 } };

/** Links with another IBAN than their rows, and how each has ended. */
const linksElsewhere = () =>
  trial.sandbox
    .links()
    .filter(({ body }) => body.transactions[0]?.beneficiary?.iban !== asked)
    .map(({ url, id, ended }) => ({ url, id, how: ended?.how }));

/** Expects that no output or file shows these links, and that all were revoked. */
function expectRevokedAndHidden(links: ReturnType<typeof linksElsewhere>, ...ends: readonly CliEnd[]): void {
  expect(new Set(links.map(({ how }) => how))).toEqual(new Set(['revoked']));
  const reported = ends.flatMap(({ stdout, stderr }) => [stdout, stderr]).join('\n');
  for (const { url } of links) expect(reported).not.toContain(url);
}

/** Expects that the report shows a link for each row with a correct link, and for no other row. */
function expectReport(name: string, shown: number): void {
  const rows = trial.report(name);
  const urls = rows.map((row) => row.payment_link_url).filter(Boolean);
  const wrong = new Set(linksElsewhere().map(({ url }) => url));
  expect(urls.filter((url) => wrong.has(url ?? ''))).toEqual([]);
  expect(urls).toHaveLength(shown);
}

const versions = [['2021-06-01'], ['2025-01-15']] as const;

test('without a swap the check costs one call a batch: the first link is read back, the list shows the others', async () => {
  trial = await startTrial();
  trial.write('refunds.csv', refunds(120));
  expect((await trial.run('run', 'refunds.csv')).code).toBe(0);
  expectReport('refunds.results.csv', 120);
  expect(trial.sandbox.stats().callsByKind).toMatchObject({ create: 120, get: 1, revoke: 0, payments: 0 });
}, 300_000);

describe('a Bridge that swaps the account', () => {
  test.each(versions)(
    'from the start gets one link made, revoked and seen revoked: version %s',
    async (version) => {
      trial = await startTrial({ faults: fromTheStart, env: { BRIDGE_VERSION: version } });
      trial.write('refunds.csv', refunds(300));
      const end = await trial.run('run', 'refunds.csv', '--json');
      expect(end.code).toBe(2);
      expect(trial.sandbox.stats().creations).toBe(1);
      expect(linksElsewhere()).toHaveLength(1);
      expectRevokedAndHidden(linksElsewhere(), end);
      expectReport('refunds.results.csv', 0);
      expect(resultOf(end)).toMatchObject({
        created: 0,
        open: 300,
        error: { failures: [{ code: 'destination_differs' }] },
      });
      expect(end.stderr).toContain('linkmill resume');
    },
    300_000,
  );

  test.each(versions)(
    'from the 100th creation on is found at the end, and none of its links is shown: version %s',
    async (version) => {
      trial = await startTrial({ faults: fromTheHundredth, env: { BRIDGE_VERSION: version } });
      trial.write('refunds.csv', refunds(300));
      const end = await trial.run('run', 'refunds.csv', '--json');
      expect(end.code).toBe(2);
      expect(linksElsewhere()).toHaveLength(201);
      expectRevokedAndHidden(linksElsewhere(), end);
      expectReport('refunds.results.csv', 99);
      expect(resultOf(end)).toMatchObject({ created: 99, open: 201 });
    },
    600_000,
  );

  test('stops the account; after a person corrects Bridge, the rows are sent anew with one payable link each', async () => {
    trial = await startTrial({ faults: fromTheHundredth });
    trial.write('refunds.csv', refunds(150));
    expect((await trial.run('run', 'refunds.csv')).code).toBe(2);
    const again = await trial.run('run', 'refunds.csv', '--json');
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('destination_differs');
    trial.sandbox.setFaults({});
    expect((await trial.run('resume', '--reason', 'switched on')).code).toBe(0);
    const end = await trial.run('run', 'refunds.csv', '--json');
    expect(end.code).toBe(0);
    expect(resultOf(end)).toMatchObject({ created: 150, open: 0, audit: { balanced: true } });
    expectReport('refunds.results.csv', 150);
    const { liveLinks, linksByReference } = trial.sandbox.stats();
    expect({ liveLinks, most: linksByReference.max }).toEqual({ liveLinks: 150, most: 1 });
  }, 600_000);

  test('never gets past the canary: its links are compared before they are shown', async () => {
    trial = await startTrial({ faults: { substituteIban: { share: 1, after: 2 } } });
    trial.write('refunds.csv', refunds(20));
    const end = await trial.runWith('yes\n', 'run', 'refunds.csv', '--canary', '5', '--json');
    expect(end.code).toBe(2);
    expect(trial.sandbox.stats().creations).toBe(5);
    expect(linksElsewhere()).toHaveLength(3);
    expectRevokedAndHidden(linksElsewhere(), end);
  }, 300_000);

  test('is stopped by a worker, whichever of two has made the link', async () => {
    trial = await startTrial({ faults: fromTheHundredth });
    trial.write('refunds.csv', refunds(250));
    const { batch } = resultOf(await trial.run('run', 'refunds.csv', '--detach', '--json')) as {
      batch: string;
    };
    startWorker();
    startWorker();
    await waitUntil(
      'all wrong links are revoked',
      () => {
        const links = linksElsewhere();
        return (
          links.length > 0 &&
          links.every(({ how }) => how === 'revoked') &&
          trial.sandbox.stats().creations === 250
        );
      },
      300_000,
    );
    const status = await trial.run('status', batch, '--json');
    expect(status.stderr).toContain('The account is stopped by Linkmill since ');
    const report = await trial.run('report', batch, '--out', 'now.csv');
    expectRevokedAndHidden(linksElsewhere(), status, report, ...(await stopWorkers()));
    expectReport('now.csv', 99);
  }, 600_000);

  test('stops a scheduled run, which writes no report before its rows have correct links', async () => {
    trial = await startTrial({ faults: fromTheStart });
    mkdirSync(join(trial.folder, 'inbox'));
    trial.write('inbox/night.csv', refunds(40));
    const added = await trial.run(
      'schedule',
      'add',
      'each',
      '--cron',
      '0 2 * * *',
      '--inbox',
      'inbox',
      '--stable-for',
      '0s',
    );
    expect(added.code).toBe(0);
    const run = await trial.run('schedule', 'run', 'each', '--json');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('destination_differs');
    expect(linksElsewhere()).toMatchObject([{ how: 'revoked' }]);
    startWorker();
    await waitUntil('the wrong link is revoked', () => linksElsewhere()[0]?.how === 'revoked', 300_000);
    const reportPath = () =>
      readdirSync(trial.folder, { recursive: true, encoding: 'utf8' }).find((path) =>
        path.endsWith('night.results.csv'),
      );
    const notices = await trial.run('notice', 'list', '--json');
    trial.sandbox.setFaults({});
    expect((await trial.run('resume')).code).toBe(0);
    await waitUntil('the report is written', () => reportPath() !== undefined, 300_000);
    expectRevokedAndHidden(linksElsewhere(), run, notices, ...(await stopWorkers()));
    expect(linksElsewhere()).toHaveLength(1);
    expectReport(reportPath() ?? '', 40);
  }, 600_000);
});
