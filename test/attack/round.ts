import { setTimeout as pause } from 'node:timers/promises';
import { revokeBatch } from '../../src/actions/control/hold-batch.ts';
import { reissueBatch } from '../../src/actions/control/reissue-batch.ts';
import { retryBatch } from '../../src/actions/control/retry-batch.ts';
import { type Batch, byForged, isByPerson, isFinished } from '../../src/domain/batch.ts';
import { startWorkers } from '../../workers/main.ts';
import { Random } from '../simulation/random.ts';
import { trustLedger } from '../support/account-context.ts';
import { Forger, type Manner } from './forger.ts';
import { type Handed, lifeMs, Oracle } from './oracle.ts';
import { handIn, type Scene, type Stage, type TrueRow, trueRow } from './scene.ts';

/** The result of one attack on one account. */
export interface RoundEnd {
  readonly changes: readonly string[];
  /** Violations of the promise. */
  readonly broken: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

const me = { by: 'person', why: 'a trial' };
const patience = () => ({ signal: AbortSignal.timeout(4_000), isPatient: true, tries: 2 });
const reissuedMs = 7_200_000;

/** After the last change the account may take so long to settle, in ms. */
const mostSettlingMs = 8_000;

/** Longer than this nobody forges in one round, in ms. */
const mostForgingMs = 20_000;

/** An account with three files is worked on while somebody without the key changes `most` things of it in Redis. */
export async function runRound(scene: Scene, seed: number, most: number): Promise<RoundEnd> {
  const random = new Random(seed);
  const stage = scene.account(`a${seed.toString(36).padStart(7, '0')}`);
  const client = scene.redis.connect();
  const { context, prefix, notes } = stage;
  const oracle = new Oracle(scene, stage);
  const forger = new Forger(client, prefix, random);
  await trustLedger(context);
  const workers = startWorkers(context, 4);
  const handed: Handed[] = [];
  const counts: Record<string, number> = {};
  const count = (what: string, by = 1) => {
    counts[what] = (counts[what] ?? 0) + by;
  };
  const people = work(stage, oracle, handed, random, seed, count);
  let isOver = false;
  void people.finally(() => {
    isOver = true;
  });
  const manner = random.pick<Manner>(['everything', 'fields', 'pages', 'states', 'states', 'planting']);
  // Few changes are not drowned by what all of them stop.
  const mine = random.chance(0.4) ? Math.min(most, random.whole(1, 12)) : most;
  const calm = mine < most ? 300 : random.pick([2, 8, 25]);
  count(`rounds: ${manner}${mine < most ? ', few changes' : ''}`);
  const endsAt = Date.now() + mostForgingMs;
  if (random.chance(0.3)) await people;
  while (forger.changes.length < mine && Date.now() < endsAt) {
    if (random.chance(0.4)) await forger.watch();
    await forger.change(manner);
    await pause(random.between(0, calm));
    if (random.chance(0.03)) await resume(stage, count);
  }
  while (!isOver) await resume(stage, count);
  await people;
  await settle(stage, handed, count);
  const broken = await look(stage, oracle, handed, count);
  await workers.stop();
  broken.push(...oracle.secretsIn('the log', notes.join('\n')));
  await stage.close();
  await client.unlink(...(await client.keys(`${prefix}*`)));
  client.disconnect();
  return { changes: forger.changes, broken, counts };
}

/** What people do meanwhile: they submit files, and retry, reissue and revoke rows. */
async function work(
  stage: Stage,
  oracle: Oracle,
  handed: Handed[],
  random: Random,
  seed: number,
  count: (what: string) => void,
): Promise<void> {
  const { ledger } = stage.context;
  const name = (word: string) => `${word}-${seed.toString(36)}`;
  const row = (number: number, change: Partial<TrueRow> = {}) => trueRow(name(`r${number}`), number, change);
  const first = [row(0), row(1), row(2), row(3, { cents: 95_000 }), row(4, { isBad: true }), row(5)];
  const second = [row(0), row(1), row(6), row(3, { cents: 9_500 }), row(7)];
  const third = [row(8), row(9)];
  const submit = async (rows: readonly TrueRow[]) => {
    oracle.rows.push(...rows.filter(({ isBad }) => isBad !== true));
    for (let tries = 0; tries < 4; tries += 1) {
      const from = Date.now();
      try {
        const batch = await handIn(stage, rows);
        handed.push({ batch: batch.id, rows });
        return;
      } catch (error) {
        stage.notes.push(`submission: ${error}`);
        count('submission failed');
        await pause(100);
      } finally {
        oracle.wanted.push({ from, until: Date.now(), lifeMs });
      }
    }
  };
  const attend = async (what: string, act: (batch: Batch) => Promise<unknown>, at: number) => {
    const from = Date.now();
    try {
      const batch = await ledger.batches.read(handed[at]?.batch ?? '');
      if (batch?.committedAt !== undefined) await act(batch);
    } catch (error) {
      stage.notes.push(`${what}: ${error}`);
      count(`${what} failed`);
    } finally {
      if (what === 'reissue') oracle.wanted.push({ from, until: Date.now(), lifeMs: reissuedMs });
    }
  };
  await submit(first);
  await pause(random.between(100, 900));
  await submit(second);
  await submit(third);
  await pause(random.between(100, 600));
  if (random.chance(0.5)) await attend('retry', (batch) => retryBatch(stage.context, batch, me), 0);
  await pause(random.between(0, 400));
  const [ended] = oracle.payable(name('r2'));
  if (ended !== undefined) await stage.context.bridge.revokeLink(ended.id);
  const request = { ...me, expiresInSeconds: reissuedMs / 1_000 };
  await attend('reissue', (batch) => reissueBatch(stage.context, batch, request, patience()), 0);
  if (random.chance(0.4)) await attend('revoke', (batch) => revokeBatch(stage.context, batch, me), 2);
}

async function resume({ context }: Stage, count: (what: string) => void): Promise<void> {
  const status = await orNothing(context.ledger.account.status());
  if (status === undefined) count('account that cannot be read');
  if (status?.stopped !== undefined) {
    const { by } = status.stopped;
    count(
      by === byForged
        ? 'stopped as forged'
        : isByPerson(status.stopped)
          ? 'stopped: by a lie'
          : `stopped: ${by}`,
    );
    await context.ledger.account.resume();
  }
  await pause(150);
}

/** Until nothing moves any more, or for so long; people let the account go on. */
async function settle(stage: Stage, handed: readonly Handed[], count: (what: string) => void): Promise<void> {
  const endsAt = Date.now() + mostSettlingMs;
  for (let still = 0; still < 4 && Date.now() < endsAt; ) {
    await resume(stage, count);
    const batches = await Promise.all(
      handed.map(({ batch }) => orNothing(stage.context.ledger.batches.read(batch))),
    );
    const isStill = batches.every(
      (batch) => batch === undefined || batch.isForged === true || isFinished(batch),
    );
    still = isStill ? still + 1 : 0;
  }
}

async function look(
  stage: Stage,
  oracle: Oracle,
  handed: readonly Handed[],
  count: (what: string, by?: number) => void,
): Promise<string[]> {
  const { ledger } = stage.context;
  const broken: string[] = oracle.strange();
  const reported = new Set<string>();
  for (let round = 0; round < 2; round += 1) {
    for (const one of handed) {
      const batch = await orNothing(ledger.batches.read(one.batch));
      const audit = batch?.committedAt === undefined ? undefined : await oracle.books(batch);
      if (audit === undefined) reported.add(one.batch);
      else if (!audit.balanced) reported.add(one.batch);
      if (round === 0) continue;
      count(
        audit === undefined
          ? 'books that cannot be closed'
          : audit.balanced
            ? 'books balanced'
            : 'books not balanced',
      );
      if (batch === undefined) continue;
      // Earlier batches were looked at before.
      const earlier = handed.slice(0, handed.indexOf(one)).filter((other) => reported.has(other.batch));
      const isNotified = (reference: string) =>
        earlier.some(({ rows }) => rows.some((row) => row.reference === reference));
      if (audit !== undefined) broken.push(...oracle.falseBooks(one, audit, isNotified));
      broken.push(...(await oracle.falseReport(batch)));
    }
    if (round === 0) for (let times = 0; times < 10; times += 1) await resume(stage, count);
  }
  for (const reference of new Set(oracle.rows.map((row) => row.reference))) {
    const links = oracle.payable(reference);
    const all = oracle.links.filter(({ body }) => body.client_reference === reference).length;
    if (all > 1) count('rows sent twice');
    if (links.length < 2) continue;
    count('two payable links');
    const own = handed.filter(({ rows }) => rows.some((row) => row.reference === reference));
    if (!own.some(({ batch }) => reported.has(batch)))
      broken.push(`${links.length} payable links of ${reference}, not told`);
  }
  count('links', oracle.links.length);
  return broken;
}

async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch {
    return undefined;
  }
}
