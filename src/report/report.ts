/** Ledger out: how a row stands, as cells beside the input's own. Of files and their formats nothing is known here. */
import type { Failure } from '../domain/failure.ts';
import { failures } from '../domain/failure.ts';
import { rejectedColumns, reportColumns } from '../domain/report-columns.ts';
import type { Row } from '../domain/row.ts';
import type { WrittenRow } from '../domain/table.ts';
import { legible } from '../domain/text/shown.ts';
import { type Language, rendererOf } from '../i18n/i18n.ts';
import type { Message } from '../i18n/messages.ts';

/** How a row stands in the report. */
export interface ReportLine {
  readonly outcome:
    | 'created'
    | 'known'
    | 'refused'
    | 'failed'
    | 'cancelled'
    | 'rejected'
    | 'doubtful'
    | 'open'
    /** In the result of a revocation: how the row's link stands. */
    | 'revoked'
    | 'expired'
    | 'completed'
    | 'absent'
    | 'payable';
  readonly linkId?: string;
  readonly linkUrl?: string;
  readonly reference?: string;
  readonly sentEndToEndId?: string;
  /** ISO 8601. */
  readonly linkExpiresAt?: string;
  readonly failures?: readonly Failure[];
  /** Said before the failures, for instance where a known row comes from. */
  readonly remarks?: readonly Message[];
}

/** Why a row was not accepted, for the file of rejected rows. */
export interface RejectedLine {
  readonly failures: readonly Failure[];
  /** Under which the row is handed in again, where it has one. */
  readonly reference?: string;
  readonly batch: string;
}

/** The first row of a report, after the header of the input. */
export function reportHeader(header: readonly string[]): WrittenRow {
  return { cells: [...header, ...reportColumns] };
}

/** A row of a report: the input's own cells, as many as its header has (`width`), then how the row stands. */
export function reportCells(row: Cells, line: ReportLine, width: number, language: Language): WrittenRow {
  const found = line.failures ?? [];
  return withAdded(row, width, [
    line.outcome,
    line.linkId ?? '',
    line.linkUrl ?? '',
    line.reference ?? '',
    line.sentEndToEndId ?? '',
    line.linkExpiresAt ?? '',
    codesOf(found),
    [
      ...(line.remarks ?? []).map((remark) => legible(rendererOf(language).render(remark))),
      ...found.map((failure) => textOf(failure, language)),
    ].join(' '),
  ]);
}

/** The first row of a file of rejected rows, after the header of the input. */
export function rejectedHeader(header: readonly string[]): WrittenRow {
  return { cells: [...header, ...rejectedColumns] };
}

/** A row of a file of rejected rows, to be mended in its own cells and handed in again; `width` as for `reportCells`. */
export function rejectedCells(row: Cells, line: RejectedLine, width: number, language: Language): WrittenRow {
  return withAdded(row, width, [
    codesOf(line.failures),
    line.failures.map((failure) => textOf(failure, language)).join(' '),
    line.reference ?? '',
    line.batch,
  ]);
}

type Cells = Pick<Row, 'cells' | 'kinds'>;

/**
 * Our cells stand under their names whatever the row has. A short row is filled up with empty cells. What a long one has beyond the
 * header comes after ours, unchanged and under no name: so the row is still ragged when it comes back, until a person mends it.
 */
function withAdded({ cells, kinds }: Cells, width: number, added: readonly string[]): WrittenRow {
  const written = placed(cells, width, added, '');
  const texts = added.map(() => 'text' as const);
  return kinds === undefined
    ? { cells: written }
    : { cells: written, kinds: placed(kinds, width, texts, 'text') };
}

function placed<T>(own: readonly T[], width: number, added: readonly T[], empty: T): T[] {
  const missing = Array.from({ length: Math.max(0, width - own.length) }, () => empty);
  return [...own.slice(0, width), ...missing, ...added, ...own.slice(width)];
}

function codesOf(found: readonly Failure[]): string {
  return found.map(({ code }) => code).join('; ');
}

/** A ledger of a newer version may hold codes that this one does not know: they are shown as they are. */
function textOf(failure: Failure, language: Language): string {
  const isKnown = Object.hasOwn(failures, failure.code);
  return legible(isKnown ? rendererOf(language).failure(failure) : `${failure.code} ${failure.detail ?? ''}`);
}
