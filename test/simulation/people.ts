import type { Mill } from '../../src/actions/mill.ts';
import { retryBatch } from '../../src/actions/retry-batch.ts';
import { isFinished } from '../../src/domain/batch.ts';
import type { SimFile } from './rows.ts';
import type { World } from './world.ts';

/** How often people look, in ms. */
const lookAgainMs = 5_000;

/** Rows entered in one step. */
const chunkRows = 3;

type Hand = Pick<Mill, 'ledger' | 'queue' | 'clock'>;

/**
 * Hands a file in as the submission does: opens, enters in chunks, seals, adds the jobs. It may be cut anywhere; the person runs
 * the same file again.
 */
async function handIn({ ledger, queue }: Hand, { batch, options, entries }: SimFile): Promise<void> {
  const opened = await ledger.open({
    id: batch,
    file: `${batch}.csv`,
    fileRows: entries.length,
    options,
    amountMaxCents: 1_000_000,
  });
  const slices: { first: number; last: number }[] = [];
  for (let at = 0; at < entries.length; at += chunkRows) {
    const part = entries.slice(at, at + chunkRows);
    slices.push({ first: part[0]?.line ?? 0, last: part.at(-1)?.line ?? 0 });
  }
  for (let isSealed = opened.sealedAt !== undefined; !isSealed; ) {
    for (let at = 0; at < entries.length; at += chunkRows) {
      const conflicts = await ledger.enter(batch, entries.slice(at, at + chunkRows));
      await ledger.reject(
        batch,
        conflicts.map(({ line }) => ({ line, failures: [{ code: 'reference_conflict' }] })),
      );
    }
    isSealed = await ledger.seal(batch, slices, undefined);
    if ((await ledger.read(batch)) === undefined) return;
  }
  const sealed = await ledger.slices(batch);
  await queue.add(sealed.map((slice) => ({ batch, ...slice })));
}

/** Hands the file in, watches it, and hands it in again where the ledger does not have it whole. */
export async function submitUntilDone(world: World, hand: Hand, file: SimFile): Promise<void> {
  const watching = new AbortController();
  for (;;) {
    const batch = await hand.ledger.read(file.batch);
    if (batch?.sealedAt === undefined) await handIn(hand, file);
    const isEnded = batch !== undefined && isFinished(batch);
    // A ledger that may have forgotten something has not said its last word.
    const isSure = isEnded && (await hand.ledger.standing()).state === 'sound';
    if (isSure) world.finished.add(file.batch);
    else world.finished.delete(file.batch);
    if (isEnded && world.retriesLeft > 0) await retry(world, hand, file);
    await hand.clock.sleep(lookAgainMs, watching.signal);
  }
}

async function retry(world: World, hand: Hand, { batch }: SimFile): Promise<void> {
  world.retriesLeft -= 1;
  const found = await hand.ledger.read(batch);
  if (found === undefined || found.books.refused + found.books.failed === 0) return;
  world.finished.delete(batch);
  world.trace('person', `retries ${batch}`);
  await retryBatch(hand, found);
}

/** Lets a stopped account go on. */
export async function resumeAccount({ ledger, clock }: Hand): Promise<void> {
  const watching = new AbortController();
  for (;;) {
    await clock.sleep(lookAgainMs, watching.signal);
    if ((await ledger.standing()).stopped !== undefined) await ledger.resume();
  }
}

/** Reads reports at random times and remembers what they told. */
export async function readReports(world: World, { ledger, clock }: Hand): Promise<void> {
  const watching = new AbortController();
  for (;;) {
    await clock.sleep(world.random.logBetween(200, 60_000), watching.signal);
    const file = world.random.pick(world.files);
    const pages = await ledger.entries(
      file.batch,
      file.entries.map(({ line }) => line),
    );
    for (const page of pages.values()) {
      if ('state' in page && page.state.kind === 'created') {
        world.judge.published(page.reference, page.state.link.url);
      }
    }
  }
}
