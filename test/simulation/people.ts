import type { AccountContext } from '../../src/actions/account-context.ts';
import { closeBooks } from '../../src/actions/audit/close-books.ts';
import { cancelBatch, pauseBatch, resumeBatch, revokeBatch } from '../../src/actions/control/hold-batch.ts';
import { reissueBatch } from '../../src/actions/control/reissue-batch.ts';
import { retryBatch } from '../../src/actions/control/retry-batch.ts';
import { ListingUnavailable } from '../../src/actions/reconcile/list-window.ts';
import { areBooksClosed, type Batch, batchExpiry, isFinished, isLinkShown } from '../../src/domain/batch.ts';
import { AppError } from '../../src/domain/failure.ts';
import type { SimDecision } from './plan.ts';
import type { SimFile } from './rows.ts';
import type { World } from './world.ts';

/** The interval at which people check the status, in ms. */
const lookAgainMs = 5_000;

/** Where somebody forges, a person gives a submission up after this many failed commits. */
const mostTries = 10;

/** Rows entered in one step. */
const chunkRows = 3;

type Hand = AccountContext;

const reissuedSeconds = 30 * 86_400;
const clockMs = 2_000;
const patienceMs = 7_200_000;

const me = { by: 'person', why: '' };

/**
 * Submits a file like the real submission: opens, enters in chunks, commits, adds the jobs. It may break off anywhere; the person runs
 * the same file again.
 */
async function handIn(
  world: World,
  { ledger, queue }: Pick<AccountContext, 'ledger' | 'queue'>,
  { batch, options, entries }: SimFile,
): Promise<void> {
  const opened = await ledger.batches.open({
    id: batch,
    file: `${batch}.csv`,
    fileRows: entries.length,
    options,
    amountMaxCents: 1_000_000,
  });
  if (!opened.isForged) {
    const expiresAt = Date.parse(batchExpiry(opened));
    world.wishes.push({ from: expiresAt, until: expiresAt });
  }
  const slices: { first: number; last: number }[] = [];
  for (let at = 0; at < entries.length; at += chunkRows) {
    const part = entries.slice(at, at + chunkRows);
    slices.push({ first: part[0]?.line ?? 0, last: part.at(-1)?.line ?? 0 });
  }
  let tries = 0;
  for (let isSealed = opened.committedAt !== undefined; !isSealed; ) {
    tries += 1;
    // Counters that somebody forged never agree.
    if (world.judge.isForged && tries > mostTries) return;
    for (let at = 0; at < entries.length; at += chunkRows) {
      const conflicts = await ledger.entries.enter(batch, entries.slice(at, at + chunkRows));
      await ledger.batches.reject(
        batch,
        conflicts.map(({ line }) => ({ line, failures: [{ code: 'reference_conflict' }] })),
      );
    }
    isSealed = await ledger.batches.commit(batch, slices, undefined);
    if ((await ledger.batches.read(batch)) === undefined) return;
  }
  const sealed = await ledger.batches.slices(batch);
  await queue.add(sealed.map((slice) => ({ batch, ...slice })));
}

/**
 * Submits the file, watches it, and submits it again where the ledger lacks a part; then retries, reissues, and closes the
 * books once nothing can come to light any more.
 */
export async function submitUntilDone(world: World, hand: Hand, file: SimFile): Promise<void> {
  const watching = new AbortController();
  for (;;) {
    const batch = await hand.ledger.batches.read(file.batch);
    if (batch?.committedAt === undefined) await patiently(() => handIn(world, hand, file));
    const isEnded = batch !== undefined && isFinished(batch) && areBooksClosed(batch);
    if (isEnded !== world.finished.has(file.batch)) {
      if (isEnded) world.finished.add(file.batch);
      else world.finished.delete(file.batch);
      world.audited.delete(file.batch);
      world.trace('person', `${file.batch} ${isEnded ? 'is finished' : 'is open again'}`);
    }
    if (batch !== undefined && isEnded) await patiently(() => attend(world, hand, batch));
    await hand.clock.sleep(lookAgainMs, watching.signal);
  }
}

/** What the provider does not answer now is asked again at the next look. */
async function patiently(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isExpected = error instanceof ListingUnavailable || error instanceof AppError;
    if (!isExpected) throw error;
  }
}

const patience = () => ({ signal: new AbortController().signal, isPatient: true });

async function attend(world: World, hand: Hand, batch: Batch): Promise<void> {
  if (world.retriesLeft > 0) return retry(world, hand, batch);
  if (world.reissuesLeft > 0) return reissue(world, hand, batch);
  if (!world.isQuiet || world.audited.has(batch.id)) return;
  const audit = await closeBooks(hand, batch, patience(), async () => undefined);
  await hand.ledger.audits.save(batch.id, audit, 'as it is');
  world.trace('person', `closes the books of ${batch.id}`, audit);
  // Where lists show no tags, nobody can distinguish a link of a lost ledger from a foreign one: its row is held and reported. The same
  // goes for a link that leads elsewhere and that of a row corrected since.
  const { showsTags, substitution } = world.plan;
  const isHeld = !showsTags || (substitution !== undefined && world.store.losses > 0);
  const reported = [
    'paid_twice',
    'paid_elsewhere',
    'duplicate_link_revoked',
    ...(isHeld ? ['strange_link'] : []),
  ];
  const isSettled = audit.imbalances.every(({ failure }) => reported.includes(failure.code));
  const isWhole = audit.rows.open + audit.rows.doubtful === 0;
  if ((isSettled && isWhole) || world.judge.isForged) world.audited.add(batch.id);
  else if (audit.imbalances.some(({ failure }) => failure.code === 'counts_differ'))
    world.judge.violated('the books balance', JSON.stringify(audit.imbalances));
}

async function retry(world: World, hand: Hand, batch: Batch): Promise<void> {
  world.retriesLeft -= 1;
  const { refused, failed, cancelled } = batch.books;
  if (refused + failed + cancelled === 0) return;
  world.finished.delete(batch.id);
  const isUndone = cancelled > 0 && world.random.chance(0.3);
  world.trace('person', `retries ${batch.id}${isUndone ? ', its cancelled rows' : ''}`);
  await retryBatch(hand, batch, me, isUndone ? 'cancelled' : undefined);
}

/** Somebody revokes a link in the dashboard; its row is reissued. */
async function reissue(world: World, hand: Hand, batch: Batch): Promise<void> {
  const { provider, random, store } = world;
  const file = world.files.find((one) => one.batch === batch.id);
  const records = await hand.ledger.entries.readLines(batch.id, file?.entries.map(({ line }) => line) ?? []);
  const links = [...records.values()].flatMap((record) => {
    const id = 'state' in record && record.state.kind === 'created' ? record.state.link.id : undefined;
    const link = id === undefined ? undefined : provider.byId(id);
    return link === undefined ? [] : [link];
  });
  const chosen = links.length === 0 ? undefined : random.pick(links);
  if (chosen !== undefined && provider.statusOf(chosen) === 'valid') chosen.status = 'revoked';
  const ended = links.filter((link) => ['revoked', 'expired'].includes(provider.statusOf(link)));
  world.trace(
    'person',
    `reissues ${batch.id}`,
    ended.map(({ id }) => id),
  );
  const request = { ...me, expiresInSeconds: reissuedSeconds };
  // Clocks of machines differ from the world's, and a reissue waits for what the provider shows.
  const asked = world.now + reissuedSeconds * 1_000;
  world.wishes.push({ from: asked - clockMs, until: asked + patienceMs });
  const { losses } = store;
  const reissuing = reissueBatch(hand, batch, request, patience());
  const { reissued } = await reissuing.catch(async (error: unknown) => {
    const isOutdated = error instanceof AppError && error.failures[0]?.code === 'books_outdated';
    if (!isOutdated) throw error;
    const audit = await closeBooks(hand, batch, patience(), async () => undefined);
    await hand.ledger.audits.save(batch.id, audit, 'as it is');
    return reissueBatch(hand, batch, request, patience());
  });
  world.reissuesLeft -= 1;
  if (reissued > 0) world.finished.delete(batch.id);
  if (reissued === ended.length && store.losses === losses)
    for (const { id } of ended) world.replaced.set(id, losses);
}

/** Pauses a batch for a while, cancels it, or revokes it, whatever it is at. */
export async function decide(
  world: World,
  hand: Hand,
  file: SimFile,
  { at, kind }: SimDecision,
): Promise<void> {
  const watching = new AbortController();
  await hand.clock.sleep(at);
  for (;;) {
    const batch = await hand.ledger.batches.read(file.batch);
    if (batch?.committedAt !== undefined) {
      world.trace('person', `${kind}s ${file.batch}`);
      world.finished.delete(file.batch);
      if (kind === 'cancel') await cancelBatch(hand, batch, me);
      if (kind === 'revoke') await revokeBatch(hand, batch, me);
      if (kind === 'pause') await pauseForAWhile(world, hand, batch);
      return;
    }
    await hand.clock.sleep(lookAgainMs, watching.signal);
  }
}

/** A ledger that loses its last writes may forget the resuming: the person sees the batch paused, and resumes it again. */
async function pauseForAWhile(world: World, hand: Hand, batch: Batch): Promise<void> {
  const watching = new AbortController();
  await pauseBatch(hand, batch, me);
  await hand.clock.sleep(world.random.logBetween(1_000, 100_000));
  for (;;) {
    const now = await hand.ledger.batches.read(batch.id);
    if (now?.paused !== undefined) await resumeBatch(hand, now, me);
    await hand.clock.sleep(lookAgainMs, watching.signal);
  }
}

/** Lets a stopped account go on. */
export async function resumeAccount({ ledger, clock }: Hand): Promise<void> {
  const watching = new AbortController();
  for (;;) {
    await clock.sleep(lookAgainMs, watching.signal);
    if ((await ledger.account.status()).stopped !== undefined) await ledger.account.resume();
  }
}

/** Reads reports at random times and remembers the links that they showed. */
export async function readReports(world: World, { ledger, clock }: Hand): Promise<void> {
  const watching = new AbortController();
  for (;;) {
    await clock.sleep(world.random.logBetween(200, 60_000), watching.signal);
    const file = world.random.pick(world.files);
    const batch = await ledger.batches.read(file.batch);
    const records = await ledger.entries.readLines(
      file.batch,
      file.entries.map(({ line }) => line),
    );
    for (const record of records.values()) {
      // As the report does: what nobody may see yet is not published.
      if (!('state' in record) || batch === undefined) continue;
      if (record.state.kind === 'created' && isLinkShown(record.state)) {
        world.judge.published(record.reference, record.state.link.url);
      }
    }
  }
}
