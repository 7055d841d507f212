import type { Audit } from '../../domain/audit.ts';
import { areBooksClosed, type Batch } from '../../domain/batch.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { Terminal } from '../terminal.ts';
import { linksTexts, outcomeLine, verdictOf } from './audit-text.ts';
import { span } from './money.ts';

/** What a result shows beside the books. */
export interface Circumstances {
  /** Path of the report that was written. */
  readonly report?: string;
  readonly elapsedMs: number;
  /** The last audit of the batch. */
  readonly audit?: Audit | undefined;
}

/** The JSON of `run`, `retry` and `status`: `rows` is the sum of the eight counts after it. */
export function booksOf(batch: Batch, { report, elapsedMs, audit }: Circumstances): Record<string, unknown> {
  const { rows, created, refused, failed, cancelled, rejected, known, doubtful, open } = batch.books;
  return {
    batch: batch.id,
    file: batch.file,
    ...{ rows, created, refused, failed, cancelled, rejected, known, doubtful, open },
    amountCents: batch.books.amountCents,
    createdCents: batch.books.createdCents,
    report: report ?? null,
    elapsedMs,
    ...(batch.isForged && { code: batch.missingKey === undefined ? 'ledger_forged' : 'key_missing' }),
    ...(batch.paused && { pausedBy: batch.paused }),
    ...(batch.cancelled && { cancelledBy: batch.cancelled }),
    ...(batch.revoked && { revokedBy: batch.revoked }),
    ...(areBooksClosed(batch) && audit && { audit }),
  };
}

/** Outcomes that are shown even with a count of 0. */
const always = ['created', 'refused', 'rejected'];

/** Shows the books of a batch; leaves out most outcomes without rows. */
export function showBooks(
  terminal: Pick<Terminal, 'show' | 'write' | 'text' | 'account'>,
  batch: Batch,
  { report, elapsedMs, audit }: Circumstances,
): void {
  const { id, file, books, knownCreated } = batch;
  const account =
    terminal.account === undefined
      ? ''
      : `  ${terminal.text(message('in_account', { account: terminal.account.name }))}`;
  terminal.write('', `${terminal.text(message('batch_and_file', { batch: id, file }))}${account}`);
  const lines: [outcome: string, rows: number, remark?: Message | undefined][] = [
    ['created', books.created, message('in_links', { amount: books.createdCents })],
    ['known', books.known, message('known_with_link', { count: knownCreated })],
    ['refused', books.refused, books.refused === 0 ? undefined : message('refused_by_bridge', { batch: id })],
    ['failed', books.failed, message('see_report', {})],
    ['cancelled', books.cancelled],
    ['rejected', books.rejected, rejectedRemark(batch)],
    ['doubtful', books.doubtful, message('sent_without_answer', {})],
    ['open', books.open, message('not_sent_yet', {})],
  ];
  for (const [outcome, rows, remark] of lines)
    if (rows > 0 || always.includes(outcome)) terminal.write(outcomeLine(terminal, outcome, rows, remark));
  terminal.write(
    outcomeLine(terminal, 'rows', books.rows, message('in_accepted_rows', { amount: books.amountCents })),
  );
  if (audit !== undefined && areBooksClosed(batch))
    terminal.show(message('books_closed', { verdict: verdictOf(audit), links: linksTexts(terminal, audit) }));
  if (report !== undefined)
    terminal.show(message('report_written', { path: report, rows: books.rows, elapsed: span(elapsedMs) }));
}

function rejectedRemark({ books, leftOutRows }: Batch): Message | undefined {
  if (books.rejected === 0) return undefined;
  return leftOutRows === 0
    ? message('rejected_not_sent', {})
    : message('rejected_left_out', { count: leftOutRows });
}
