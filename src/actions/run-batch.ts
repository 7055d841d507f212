import { randomUUID } from 'node:crypto';
import type { Audit } from '../domain/audit.ts';
import {
  areBooksClosed,
  type Batch,
  byForged,
  type Decision,
  isByDestination,
  isByPerson,
  isFinished,
} from '../domain/batch.ts';
import type { Entry } from '../domain/entry.ts';
import type { Message } from '../i18n/messages.ts';
import type { AccountContext } from './account-context.ts';
import { seeLinks } from './audit/see-links.ts';
import { writeRejected } from './report/write-rejected.ts';
import { writeReport } from './report/write-report.ts';
import { approveBatch } from './submit/submit-batch.ts';
import { canaryEntries, type Watcher, watchBatch, watchBooks, watchMisdirected } from './watch-batch.ts';

/** What a run shows to, and asks of, the person who started it. */
export interface RunEvents {
  /** Called when a wait for rows begins; the run calls `stop` when it ends. */
  watch(): Watcher & { stop(): void };
  /** Why nothing changes, once the rows are done. */
  explain(why: Message): void;
  /** The rows of the canary with their outcomes. */
  showCanary(entries: readonly Entry[]): void;
  /** Whether this many other rows may be sent; undefined where nobody answers. */
  askForRest(rows: number): Promise<boolean | undefined>;
}

export interface RunParts {
  readonly context: AccountContext;
  readonly events: RunEvents;
  /** Works on the account's rows until `stop`. */
  readonly startWorkers: () => { stop(): Promise<unknown> };
  /** Path of the report. */
  readonly report: string;
  /** Path of the file of rows that a person has to correct; absent: none is written. */
  readonly rejected?: string;
  readonly signal: AbortSignal;
}

/** A report that was written, and the closed books beside it. */
interface Reported {
  readonly batch: Batch;
  readonly audit: Audit | undefined;
}

/** How a run ended. */
export type RunEnd =
  /** Every row has its outcome, and the report is written; `rejected`: the file for a person to correct. */
  | (Reported & {
      readonly kind: 'finished';
      readonly rejected?: { readonly rows: number; readonly path: string };
    })
  /** The program stopped the account. `misdirected`: links were revoked, all but `left`, and the report is written. */
  | { readonly kind: 'stopped'; readonly decision: Decision }
  | (Reported & { readonly kind: 'misdirected'; readonly decision: Decision; readonly left: number })
  /** Its last rows are held because they were forged. */
  | { readonly kind: 'held'; readonly batch: Batch; readonly lines: readonly number[] }
  /** The rest waits for an approval; `isSeen`: a person saw the canary and refused. */
  | { readonly kind: 'canary'; readonly batch: Batch; readonly isSeen: boolean }
  | { readonly kind: 'interrupted'; readonly batch: Batch }
  /** Interrupted while its books were closed; the report is written. */
  | (Reported & { readonly kind: 'books interrupted' });

/** Works on a submitted batch until its rows, its books and its report are done. */
export async function runBatch(parts: RunParts, batch: Batch): Promise<RunEnd> {
  const { context, signal, startWorkers } = parts;
  if (isFinished(batch) && areBooksClosed(batch))
    return { kind: 'finished', ...(await report(parts, batch)) };
  signal.throwIfAborted();
  const workers = startWorkers();
  let end: RunEnd;
  try {
    end = await workThrough(parts, batch);
  } finally {
    await workers.stop();
  }
  if (end.kind !== 'interrupted') return end;
  // Read again: the calls in flight have ended since.
  return { ...end, batch: (await context.ledger.batches.read(batch.id)) ?? end.batch };
}

async function workThrough(parts: RunParts, batch: Batch): Promise<RunEnd> {
  const { context } = parts;
  for (let now = batch; ; ) {
    const end = await watchRows(parts, now);
    if (end.kind === 'finished') return closeAndReport(parts, end.batch);
    if (end.kind === 'stopped') return endStopped(parts, end.batch, end.decision);
    if (end.kind !== 'canary done')
      return end.kind === 'held' ? end : { kind: 'interrupted', batch: end.batch };
    const decision = await verifyCanary(parts, end.batch);
    if (decision !== undefined) return endStopped(parts, end.batch, decision);
    const answer = await askForRest(parts, end.batch);
    if (answer !== true) return { kind: 'canary', batch: end.batch, isSeen: answer === false };
    now = await approveBatch(context.ledger, context.queue, end.batch);
  }
}

async function watchRows({ context, events, signal }: RunParts, { id }: Batch) {
  const watcher = events.watch();
  try {
    return await watchBatch(context, id, watcher, signal);
  } finally {
    watcher.stop();
  }
}

/** Up to this many links of a canary are read by id; more are read from the list, which may lag. */
const mostCanaryById = 20;

/** Compares the canary's links with Bridge before a person sees them. Returns the stop, where the program stopped the account. */
async function verifyCanary({ context, signal }: RunParts, batch: Batch): Promise<Decision | undefined> {
  if (batch.books.created > mostCanaryById) await context.clock.sleep(context.times.listingDelayMs, signal);
  await seeLinks(context, batch, { signal, isPatient: true }, async () => undefined);
  const { stopped } = await context.ledger.account.status();
  return stopped !== undefined && !isByPerson(stopped) ? stopped : undefined;
}

/** Asks the person to approve the rest; undefined where a row of the canary has no link, or nobody answers. */
async function askForRest({ context, events }: RunParts, batch: Batch): Promise<boolean | undefined> {
  const entries = await canaryEntries(context.ledger.entries, batch.id, batch.heldAfter ?? 0);
  events.showCanary(entries);
  if (entries.some(({ state }) => state.kind !== 'created')) return undefined;
  return batch.books.open === 0 ? true : events.askForRest(batch.books.open);
}

/** Writes the report once the books are closed, so that it shows no link that was not compared with Bridge. */
async function closeAndReport(parts: RunParts, batch: Batch): Promise<RunEnd> {
  const { context, events, signal } = parts;
  const closed = await watchBooks(context, batch.id, events.explain, signal);
  const { stopped } = await context.ledger.account.status();
  if (!isFinished(closed) && stopped !== undefined && (isByDestination(stopped) || stopped.by === byForged))
    return endStopped(parts, closed, stopped);
  const reported = await report(parts, closed);
  if (!areBooksClosed(closed) && signal.aborted) return { kind: 'books interrupted', ...reported };
  const rejected = await writeToCorrect(parts, closed);
  return { kind: 'finished', ...reported, ...(rejected !== undefined && { rejected }) };
}

/** Ends a stopped run; where links lead elsewhere, first waits until they are revoked, and reports the others. */
async function endStopped(parts: RunParts, { id }: Batch, decision: Decision): Promise<RunEnd> {
  const { context, events, signal } = parts;
  if (!isByDestination(decision)) return { kind: 'stopped', decision };
  const left = await watchMisdirected(context, id, events.explain, signal);
  const batch = await context.ledger.batches.read(id);
  if (batch === undefined) return { kind: 'stopped', decision };
  return { kind: 'misdirected', decision, left, ...(await report(parts, batch)) };
}

async function report({ context, report: path }: RunParts, batch: Batch): Promise<Reported> {
  const audit = await context.ledger.audits.read(batch.id);
  await writeReport(context.ledger, batch, path, randomUUID());
  return { batch, audit };
}

/** Writes the rows that a person has to correct to their own file. */
async function writeToCorrect({ context, rejected }: RunParts, batch: Batch) {
  const { books, leftOutRows } = batch;
  if (rejected === undefined || books.rejected - leftOutRows + books.refused === 0) return undefined;
  return writeRejected(context.ledger, batch, rejected, randomUUID());
}
