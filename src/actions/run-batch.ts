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

/** What whoever started a run is shown and asked. */
export interface RunEvents {
  /** One wait for rows begins; `stop` ends it. */
  watch(): Watcher & { stop(): void };
  /** Why nothing changes, after the rows. */
  explain(why: Message): void;
  /** The rows of the canary, with what came of each. */
  showCanary(entries: readonly Entry[]): void;
  /** Whether so many other rows may be sent; undefined where nobody answers. */
  askForRest(rows: number): Promise<boolean | undefined>;
}

export interface RunParts {
  readonly context: AccountContext;
  readonly events: RunEvents;
  /** Works on the account's rows until `stop`. */
  readonly startWorkers: () => { stop(): Promise<unknown> };
  /** Where the report goes. */
  readonly report: string;
  /** Where the rows go that a person has to mend; absent: nowhere. */
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
  /** Every row stands at its outcome, and the report is written; `rejected`: what was written for a person to mend. */
  | (Reported & {
      readonly kind: 'finished';
      readonly rejected?: { readonly rows: number; readonly path: string };
    })
  /** The program stopped the account. Where links led elsewhere they were revoked, but for so many, and the report is written. */
  | { readonly kind: 'stopped'; readonly decision: Decision }
  | (Reported & { readonly kind: 'misdirected'; readonly decision: Decision; readonly left: number })
  /** Its last rows are held since they were forged. */
  | { readonly kind: 'held'; readonly batch: Batch; readonly lines: readonly number[] }
  /** The rest waits for a yes; `isSeen`: a person looked at the canary and said no. */
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
  // Read once more: the calls in flight have ended since.
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

/** So many links of a canary are read one by one; more are read from the list, which may lag. */
const mostCanaryById = 20;

/** Bridge shows where the links of the canary lead before a person does; how the account was stopped, where it was. */
async function verifyCanary({ context, signal }: RunParts, batch: Batch): Promise<Decision | undefined> {
  if (batch.books.created > mostCanaryById) await context.clock.sleep(context.times.listingDelayMs, signal);
  await seeLinks(context, batch, { signal, isPatient: true }, async () => undefined);
  const { stopped } = await context.ledger.account.status();
  return stopped !== undefined && !isByPerson(stopped) ? stopped : undefined;
}

/** Undefined where there is nothing to say yes to: a row of the canary has no link, or nobody answers. */
async function askForRest({ context, events }: RunParts, batch: Batch): Promise<boolean | undefined> {
  const entries = await canaryEntries(context.ledger.entries, batch.id, batch.heldAfter ?? 0);
  events.showCanary(entries);
  if (entries.some(({ state }) => state.kind !== 'created')) return undefined;
  return batch.books.open === 0 ? true : events.askForRest(batch.books.open);
}

/** The report is written once the books are closed: no link is shown before Bridge has shown where it leads. */
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

/** Where links lead elsewhere they are revoked first, and seen revoked; the report shows the others. */
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

/** The rows that a person has to mend, in a file of their own. */
async function writeToCorrect({ context, rejected }: RunParts, batch: Batch) {
  const { books, leftOutRows } = batch;
  if (rejected === undefined || books.rejected - leftOutRows + books.refused === 0) return undefined;
  return writeRejected(context.ledger, batch, rejected, randomUUID());
}
