import type { Batch, Books } from '../../src/domain/batch.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { SimFile } from './rows.ts';
import type { World } from './world.ts';

type Counts = Omit<Books, 'rows' | 'rejected'>;

/** After the last event, checks that nothing is lost and that the books agree with the entry records. */
export async function checkEnd(world: World, ledger: Ledger): Promise<void> {
  await world.judge.checkAnswers(ledger);
  for (const file of world.files) {
    const batch = await ledger.batches.read(file.batch);
    if (batch === undefined) {
      world.judge.violated('nothing is lost', `batch ${file.batch} is gone`);
      continue;
    }
    const counted = await checkRows(world, ledger, file, batch);
    for (const [name, count] of Object.entries(counted)) {
      const reported = batch.books[name as keyof Counts];
      if (reported !== count)
        world.judge.violated('the books are a recount', `${file.batch} ${name}: ${reported}, not ${count}`);
    }
  }
}

async function checkRows(world: World, ledger: Ledger, file: SimFile, batch: Batch): Promise<Counts> {
  const counts = {
    created: 0,
    refused: 0,
    failed: 0,
    cancelled: 0,
    known: 0,
    doubtful: 0,
    open: 0,
    amountCents: 0,
    createdCents: 0,
  };
  const records = await ledger.entries.readLines(
    file.batch,
    file.entries.map(({ line }) => line),
  );
  for (const { line, contents } of file.entries) {
    const record = records.get(line);
    const isKnown = record !== undefined && !('state' in record);
    const entry = isKnown ? await ledger.entries.read(record) : record;
    if (entry === undefined) {
      world.judge.violated('nothing is lost', `${file.batch} line ${line} has no page`);
      continue;
    }
    // A row that was cancelled, refused or failed may have gone on in a later file.
    const [latest] = await ledger.entries.find([entry.reference]);
    if (latest?.key.batch !== entry.key.batch) {
      if (entry.state.kind === 'created') world.judge.violated('a row with a link stays', entry.reference);
    } else {
      checkRow(world, entry, await isInAudit(world, ledger, entry));
      if (!isKnown) checkDecisions(world, batch, entry);
    }
    const { kind } = entry.state;
    const name = isKnown ? 'known' : kind === 'entered' || kind === 'claimed' ? 'open' : kind;
    counts[name] += 1;
    counts.amountCents += contents.amountCents;
    if (name === 'created') counts.createdCents += contents.amountCents;
  }
  return counts;
}

/** Where lists show no tags, a link of a ledger that was lost may be a stranger's: the books of its row's batch name the row. */
async function isInAudit({ plan }: World, ledger: Ledger, { key }: Entry): Promise<boolean> {
  if (plan.showsTags) return false;
  const audit = await ledger.audits.read(key.batch);
  return (audit?.imbalances ?? []).some(
    ({ line, failure }) => line === key.line && failure.code === 'strange_link',
  );
}

/** Links of the reference that are there although the row says that it has none are nobody's, and may be paid. */
function checkRow({ provider, judge, plan }: World, entry: Entry, isStrangeInAudit: boolean): void {
  const { key, reference, state } = entry;
  const reported = `${key.batch} line ${key.line} (${reference})`;
  if (state.kind === 'created') {
    const link = provider.byId(state.link.id);
    if (link?.url !== state.link.url || link.request.reference !== reference) {
      judge.violated('every row has its link', `${reported} has ${state.link.id}, which is not its own`);
    } else if (!provider.leadsRight(link)) {
      judge.violated('every row has its link', `${reported} has ${state.link.id}, which leads elsewhere`);
    } else if (plan.showsTags && !provider.isLive(link) && provider.liveOf(reference).length > 0) {
      judge.violated('every row has its link', `${reported} has ${link.id}, another one is live`);
    }
    return;
  }
  if (state.kind !== 'refused' && state.kind !== 'failed' && state.kind !== 'cancelled') {
    judge.violated('every row ends', `${reported} is ${state.kind}`);
    return;
  }
  const holds: readonly string[] = ['found_with_other_contents', 'paid_elsewhere'];
  const isHeld = state.kind === 'failed' && holds.includes(state.failure.code);
  const isNotified = isHeld || isStrangeInAudit;
  const [live] = provider.liveOf(reference);
  if (live !== undefined && plan.isTolerant && !isNotified) {
    judge.violated('a row without link has none', `${reported} is ${state.kind}, ${live.id} is live`);
  }
}

/** What people decided holds: a replaced link never comes back, a revoked batch has nothing to pay. */
function checkDecisions(world: World, batch: Batch, { key, reference, state, wantedAt }: Entry): void {
  const { provider, judge, replaced, store, keys, plan } = world;
  // A link that leads elsewhere of a generation that the ledger has forgotten may be that of a corrected row: it is reported and not revoked.
  const isHeld = state.kind === 'failed' && state.failure.code === 'found_with_other_contents';
  if (isHeld && plan.substitution !== undefined && store.losses > 0) return;
  const reported = `${key.batch} line ${key.line} (${reference})`;
  const id = state.kind === 'created' ? state.link.id : '';
  if (replaced.get(id) === store.losses)
    judge.violated('a replaced link never counts again', `${reported} has ${id}`);
  // Where lists show no tags, a late link may be a foreign one: it is reported and not revoked.
  if (!world.plan.showsTags) return;
  const valid = provider.liveOf(reference).filter((link) => provider.statusOf(link) === 'valid');
  // What was paid to another account paid nothing of the row; its books tell of it.
  const paid = provider.liveOf(reference).filter((link) => provider.leadsRight(link)).length - valid.length;
  if (valid.length > (paid > 0 ? 0 : 1))
    judge.violated(
      'one payable link in the end',
      `${reported} has ${valid.map((link) => link.id).join(', ')}`,
    );
  const isMeant = batch.revoked !== undefined && (wantedAt ?? 0) < batch.revoked.at;
  const isShared = (keys.get(reference)?.length ?? 0) > 1;
  if (isMeant && !isShared && valid.length > 0)
    judge.violated(
      'a revoked batch has nothing to pay',
      `${reported} has ${valid.map((link) => link.id).join(', ')}`,
    );
}
