import type { Audit } from '../domain/audit.ts';
import { areBooksClosed, type Batch } from '../domain/batch.ts';
import { euros } from '../domain/cents.ts';
import { linksText } from './audit-text.ts';
import type { Door } from './door.ts';
import { count } from './findings.ts';
import { span } from './money.ts';

/** What stands beside the books in a result. */
export interface Circumstances {
  /** Path of the report that was written. */
  readonly report?: string;
  readonly elapsedMs: number;
  /** The books as they were closed last. */
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

/** Outcomes that are told even where no row has them. */
const always = ['created', 'refused', 'rejected'];

/** The books of a batch for a person; most outcomes without rows are left out. */
export function sayBooks(
  door: Pick<Door, 'say' | 'account'>,
  batch: Batch,
  { report, elapsedMs, audit }: Circumstances,
): void {
  const { books } = batch;
  door.say('');
  const account = door.account === undefined ? '' : `  account ${door.account.name}`;
  door.say(`Batch ${batch.id}  ${batch.file}${account}`);
  const lines: [string, number, string][] = [
    ['created', books.created, `${euros(books.createdCents)} in links`],
    ['known', books.known, `${batch.knownCreated} of them with a link of an earlier batch`],
    [
      'refused',
      books.refused,
      books.refused === 0 ? '' : `by Bridge; mend them, or: npx linkmill retry ${batch.id}`,
    ],
    ['failed', books.failed, 'see the report'],
    ['cancelled', books.cancelled, ''],
    ['rejected', books.rejected, rejectedRemark(batch)],
    ['doubtful', books.doubtful, 'sent without an answer; the list of links will tell'],
    ['open', books.open, 'not sent yet'],
  ];
  for (const [outcome, rows, remark] of lines) {
    if (rows > 0 || always.includes(outcome))
      door.say(`  ${outcome.padEnd(10)}${String(rows).padStart(8)}  ${remark}`.trimEnd());
  }
  door.say(
    `  ${'rows'.padEnd(10)}${String(books.rows).padStart(8)}  ${euros(books.amountCents)} in accepted rows`,
  );
  if (audit !== undefined && areBooksClosed(batch)) {
    const verdict = audit.balanced ? 'balanced' : 'NOT BALANCED';
    door.say(`Books closed: ${verdict}; Bridge's list shows ${linksText(audit)}.`);
  }
  if (report !== undefined) door.say(`Report: ${report} (${count(books.rows, 'row')}, ${span(elapsedMs)})`);
}

function rejectedRemark({ books, leftOutRows }: Batch): string {
  if (books.rejected === 0) return '';
  if (leftOutRows === 0) return 'not sent as they are; see the report';
  return `${leftOutRows} of them left out by --only; see the report`;
}
