import { type Batch, type BatchOptions, describeOptions } from '../../domain/batch.ts';
import { AppError, fail } from '../../domain/failure.ts';
import type { Rejection } from '../../domain/row.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { headerKey, type Judged, judgeAll, type Rules, type Survey, survey } from '../../ingest/ingest.ts';
import type { Batches, Entries, Ledger, Slice } from '../../ledger/ledger.ts';
import type { Queue } from '../../queue/queue.ts';
import { conflictFinding, newEntry } from './check-file.ts';
import type { InputFile } from './open-file.ts';
import { refuseForged, refusePurged } from './refuse-purged.ts';
import { rulesOf, storedFile } from './stored-file.ts';

/** A person's decisions at the submission. */
export interface Decisions {
  /** Send this many rows, then wait for an approval. */
  readonly canaryRows?: number;
  /** Why rows that look like another payment are right. */
  readonly acceptDuplicates?: string;
}

/** Most tries of a submission, and of entering rows that another submission took. */
const mostTries = 10;

/**
 * Submits a surveyed file: opens the batch, stores the file, enters every row, commits, adds the jobs. It can be interrupted anywhere
 * and run again, because everything follows from batch and line. Rows are read from the stored file and judged by the batch's own
 * options and time, so that a resumed submission has the same result. Throws the signal's reason when it fires before all rows are
 * entered: then nothing of the batch is sent.
 */
export async function submitBatch(
  parts: { readonly ledger: Ledger; readonly queue: Queue },
  input: Pick<InputFile, 'source' | 'tables'>,
  rules: Rules,
  surveyed: Survey,
  decisions: Decisions,
  signal: AbortSignal,
): Promise<Batch> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await submitOnce(parts, input, rules, surveyed, decisions, signal);
    } catch (error) {
      // The ledger has lost what was entered of the batch: start over.
      const isLost = error instanceof AppError && error.failures[0]?.code === 'batch_incomplete';
      if (!isLost || tries === mostTries) throw error;
    }
  }
}

async function submitOnce(
  { ledger, queue }: { readonly ledger: Ledger; readonly queue: Queue },
  input: Pick<InputFile, 'source' | 'tables'>,
  rules: Rules,
  surveyed: Survey,
  decisions: Decisions,
  signal: AbortSignal,
): Promise<Batch> {
  const batch = await ledger.batches.open({
    id: surveyed.batch,
    file: input.source.name,
    fileRows: surveyed.rows,
    leftOutRows: surveyed.leftOut.rows,
    options: rules.options,
    amountMaxCents: rules.amountMaxCents,
    ...(rules.again !== undefined && { again: rules.again }),
  });
  refusePurged(batch);
  refuseForged(batch);
  refuseOtherRules(batch, rules);
  const { map, only = [] } = rules.hints;
  if (map.length + only.length > 0)
    await ledger.mappings.remember(headerKey(surveyed.plan.header), { map, only });
  if (batch.committedAt !== undefined) return resumeCommitted(ledger, queue, batch, decisions);
  const storedDigest = await ledger.sources.save(batch.id, input.source.bytes(), surveyed.plan);
  const isSame = storedDigest === input.tables.bytesDigest;
  await ledger.history.note(
    batch.id,
    message('batch_was_handed_in', { file: input.source.name, more: acceptanceOf(decisions) }),
  );
  await noteCorrected(ledger, batch, surveyed);
  const before = isSame ? surveyed : undefined;
  let entered = await enterRows(ledger, batch, decisions.canaryRows, before, signal);
  // Two files with common rows, submitted at the same time, may take them from each other before the commit.
  for (
    let tries = 1;
    !(await ledger.batches.commit(batch.id, entered.slices, entered.canaryLine));
    tries += 1
  ) {
    if (tries === mostTries) throw new Error(`batch ${batch.id} lacks rows`);
    entered = await enterRows(ledger, batch, decisions.canaryRows, before, signal);
  }
  await addJobs(ledger.batches, queue, batch.id);
  return (await ledger.batches.read(batch.id)) ?? batch;
}

/** Records, in each batch whose rejected rows are submitted again, which batch they went to. */
async function noteCorrected(
  ledger: Pick<Ledger, 'batches' | 'history'>,
  { id, file }: Batch,
  { corrections }: Survey,
): Promise<void> {
  for (const earlier of corrections)
    if ((await ledger.batches.read(earlier)) !== undefined)
      await ledger.history.note(earlier, message('rows_came_back', { batch: id, file }));
}

/** Adds a job for every slice of a committed batch; a job that is there already stays as it is. */
export async function addJobs(batches: Batches, queue: Queue, batch: string, repeat?: string): Promise<void> {
  const slices = await batches.slices(batch);
  await queue.add(slices.map((slice) => ({ batch, ...slice, ...(repeat !== undefined && { repeat }) })));
}

/** Releases the rows after the canary. */
export async function approveBatch(
  ledger: Pick<Ledger, 'batches' | 'history'>,
  queue: Queue,
  batch: Batch,
): Promise<Batch> {
  await ledger.history.note(batch.id, message('canary_was_approved', {}));
  await ledger.batches.approve(batch.id);
  await addJobs(ledger.batches, queue, batch.id, 'approved');
  return (await ledger.batches.read(batch.id)) ?? batch;
}

/** Throws `options_differ`. The ceiling is compared only until the commit: a resumed submission must judge by the first one's. */
function refuseOtherRules(batch: Batch, rules: Rules): void {
  const describe = (options: BatchOptions, most: number) => [
    ...describeOptions(options),
    ...(batch.committedAt === undefined ? [message('option_ceiling', { most })] : []),
  ];
  const before = describe(batch.options, batch.amountMaxCents);
  const now = describe(rules.options, rules.amountMaxCents);
  if (JSON.stringify(before) === JSON.stringify(now)) return;
  throw fail('options_differ', message('options_then_now', { before, now }));
}

/** Continues a batch that is already committed: a second run without a canary approves one that is waiting. */
async function resumeCommitted(
  ledger: Pick<Ledger, 'batches' | 'history'>,
  queue: Queue,
  batch: Batch,
  { canaryRows }: Decisions,
): Promise<Batch> {
  if (batch.heldAfter !== undefined && canaryRows === undefined) return approveBatch(ledger, queue, batch);
  // The process that committed it may have died before it added the jobs.
  if (batch.books.open > 0) await addJobs(ledger.batches, queue, batch.id);
  return batch;
}

function acceptanceOf({ acceptDuplicates: why }: Decisions): Message[] {
  return why === undefined ? [] : [message('duplicates_were_accepted', { why })];
}

async function enterRows(
  ledger: Pick<Ledger, 'batches' | 'entries' | 'sources'>,
  batch: Batch,
  canaryRows: number | undefined,
  before: Survey | undefined,
  signal: AbortSignal,
): Promise<{ slices: Slice[]; canaryLine: number | undefined }> {
  const { tables, plan } = await storedFile(ledger.sources, batch);
  const rules = rulesOf(batch);
  // The stored file may be an earlier one of the same content with other lines, or have changed since: survey it itself.
  const surveyed = before ?? (await survey(tables, rules, plan));
  if (surveyed.batch !== batch.id) {
    await ledger.sources.drop(batch.id);
    throw fail('file_changed');
  }
  const slices: Slice[] = [];
  let canaryLeft = canaryRows ?? 0;
  let canaryLine: number | undefined;
  for await (const judged of judgeAll(tables, rules, surveyed)) {
    signal.throwIfAborted();
    await enterChunk(ledger, batch, judged);
    const lines = judged.map(({ row }) => row.line);
    slices.push({ first: Math.min(...lines), last: Math.max(...lines) });
    if (canaryLeft === 0) continue;
    const toSend = (await unsentLines(ledger.entries, batch, lines)).slice(0, canaryLeft);
    canaryLeft -= toSend.length;
    canaryLine = toSend.at(-1) ?? canaryLine;
  }
  return { slices, canaryLine };
}

/** The lines that still need a link: neither rejected nor known. */
async function unsentLines(entries: Entries, batch: Batch, lines: readonly number[]): Promise<number[]> {
  const records = await entries.readLines(batch.id, lines);
  return lines.filter((line) => {
    const record = records.get(line);
    return record !== undefined && 'state' in record && record.state.kind === 'entered';
  });
}

async function enterChunk(
  ledger: Pick<Ledger, 'batches' | 'entries'>,
  batch: Batch,
  judged: readonly Judged[],
): Promise<void> {
  const rows = judged.flatMap((row) =>
    row.kind === 'accepted' ? [newEntry(row.instruction, batch.options)] : [],
  );
  const rejections = judged.flatMap((row) => (row.kind === 'rejected' ? [row.rejection] : []));
  const conflicts = rows.length === 0 ? [] : await ledger.entries.enter(batch.id, rows);
  const refused: Rejection[] = conflicts.map(({ line, earlier }) => ({
    line,
    failures: [conflictFinding(line, earlier).failure],
  }));
  await ledger.batches.reject(batch.id, [...rejections, ...refused]);
}
