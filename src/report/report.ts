import { createHash } from 'node:crypto';
import { access, constants, lstat, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Failure, FailureCode } from '../domain/failure.ts';
import { describeFailure, failures, Stop } from '../domain/failure.ts';
import { looksLikeFormula, reportColumns } from '../domain/report-columns.ts';

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
  readonly remark?: string;
}

/** The input's own shape, which the report keeps. */
export interface ReportShape {
  readonly header: readonly string[];
  readonly delimiter: string;
  readonly newline: string;
  readonly hasBom: boolean;
}

/** A row of the input as read, with how it stands. */
export interface ReportRow {
  readonly cells: readonly string[];
  readonly line: ReportLine;
}

/** A report being written: beside its path, and renamed when it is whole. */
export interface ReportWriter {
  write(rows: readonly ReportRow[]): Promise<void>;
  /** Puts the report in its place; answers the SHA-256 of its bytes, in hex. */
  finish(): Promise<string>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** Opens a report. `unique` keeps two writers of one path apart. Stops with `disk_full` where it cannot be written. */
export async function openReport(path: string, shape: ReportShape, unique: string): Promise<ReportWriter> {
  const draft = join(dirname(path), `.${basename(path)}.${unique}.tmp`);
  // Links are money to whoever opens them: nobody else on the machine needs to read the file.
  const handle = await orDiskFull(path, () => open(draft, 'wx', 0o600));
  const digest = openDigest(shape, (text) => orDiskFull(path, () => handle.appendFile(text)));
  return {
    write: digest.write,
    async finish() {
      const hash = await digest.finish();
      await orDiskFull(path, () => handle.sync());
      await handle.close();
      await orDiskFull(path, () => rename(draft, path));
      return hash;
    },
    async abandon() {
      await handle.close().catch(() => undefined);
      await unlink(draft).catch(() => undefined);
    },
  };
}

/** The text of a report, handed to `append` part by part, and its digest. */
export function openDigest(
  shape: ReportShape,
  append: (text: string) => Promise<void> = async () => undefined,
): ReportWriter {
  const hash = createHash('sha256');
  const options = { delimiter: shape.delimiter, record_delimiter: shape.newline };
  let head = (shape.hasBom ? '\ufeff' : '') + stringify([[...shape.header, ...reportColumns]], options);

  async function put(text: string): Promise<void> {
    const whole = head + text;
    head = '';
    if (whole === '') return;
    hash.update(whole);
    await append(whole);
  }

  return {
    write: (rows) => put(stringify(rows.map(toCells), options)),
    async finish() {
      await put('');
      return hash.digest('hex');
    },
    async abandon() {},
  };
}

/** Stops with `disk_full` where no report could be put in this place: better before the links are made than after. */
export async function checkReportPath(path: string): Promise<void> {
  await orDiskFull(path, async () => {
    await access(dirname(path), constants.W_OK);
    const there = await lstat(path).catch(() => undefined);
    if (there !== undefined && !there.isFile())
      throw Object.assign(new Error('no file'), { code: 'not a file' });
  });
}

/** A plain number stays one, sign included; any other cell that a spreadsheet would run gets an apostrophe. */
function harmless(cell: string): string {
  return looksLikeFormula(cell) && !/^[+-]?\d+([.,]\d+)?$/.test(cell) ? `'${cell}` : cell;
}

function toCells({ cells, line }: ReportRow): string[] {
  const codes = (line.failures ?? []).map(({ code }) => code).join('; ');
  const details = [...(line.remark === undefined ? [] : [line.remark]), ...(line.failures ?? []).map(tell)];
  const ours = [
    line.outcome,
    line.linkId ?? '',
    line.linkUrl ?? '',
    line.reference ?? '',
    line.sentEndToEndId ?? '',
    line.linkExpiresAt ?? '',
    codes,
    details.join(' '),
  ];
  return [...cells.map(harmless), ...ours.map(harmless)];
}

/** A ledger of a newer version may hold codes that this one does not know: they are shown as they are. */
function tell(failure: Failure): string {
  return (failures as Record<string, unknown>)[failure.code as FailureCode] === undefined
    ? `${failure.code} ${failure.detail ?? ''}`
    : describeFailure(failure);
}

async function orDiskFull<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new Stop([{ code: 'disk_full', field: path, detail: `(${code})` }], 1);
  }
}
