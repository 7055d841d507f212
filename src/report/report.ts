/**
 * The report: the state of each row, as cells beside those of the input. This module knows nothing of files and their
 * formats.
 */
import type { Failure } from '../domain/failure.ts';
import { failures } from '../domain/failure.ts';
import { rejectedColumns, reportColumns } from '../domain/report-columns.ts';
import type { Row } from '../domain/row.ts';
import type { WrittenRow } from '../domain/table.ts';
import { legible } from '../domain/text/shown.ts';
import { type Language, rendererOf } from '../i18n/i18n.ts';
import type { Message } from '../i18n/messages.ts';

/** The state of a row in the report. */
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
    /** In the result of a revocation: the state of the row's link. */
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
  /** Precede the failures, for instance with the origin of a row submitted before. */
  readonly remarks?: readonly Message[];
}

/** Why a row was not accepted, for the file of rejected rows. */
export interface RejectedLine {
  readonly failures: readonly Failure[];
  /** The reference under which to submit the row again, if it has one. */
  readonly reference?: string;
  readonly batch: string;
}

/** The first row of a report, after the header of the input. */
export function reportHeader(header: readonly string[]): WrittenRow {
  return { cells: [...header, ...reportColumns] };
}

/** A row of a report: the input's own cells, as many as its header has (`width`), then the row's state. */
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

/** A row of a file of rejected rows, to correct in its own cells and submit again; `width` as for `reportCells`. */
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
 * Our cells are always under their headers. A short row is padded with empty cells. The surplus cells of a long row
 * follow ours, unchanged and without a header, so that the row is still ragged when submitted again, until a person
 * corrects it.
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

/** A ledger of a newer version may hold codes unknown to this one: they are shown as codes. */
function textOf(failure: Failure, language: Language): string {
  const isKnown = Object.hasOwn(failures, failure.code);
  return legible(isKnown ? rendererOf(language).failure(failure) : `${failure.code} ${failure.detail ?? ''}`);
}
