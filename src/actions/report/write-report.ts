import type { Batch } from '../../domain/batch.ts';
import { isoOf } from '../../domain/dates/expiry.ts';
import type { Entry, EntryKey } from '../../domain/entry.ts';
import { type Failure, failAt } from '../../domain/failure.ts';
import type { Instruction } from '../../domain/instruction.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Row } from '../../domain/row.ts';
import type { Format, TableWriter } from '../../domain/table.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { EndedLink, Ledger, SourceStore } from '../../ledger/ledger.ts';
import { type ReportLine, reportCells, reportHeader } from '../../report/report.ts';
import { checkTablePath, digestOfFile, openTableDigest, openTableWriter } from '../../tables/tables.ts';
import { digestOf } from '../submit/digest-of.ts';
import { correctedSince, type NamedRow, namedRows } from '../submit/lasting-reference.ts';
import { storedFile } from '../submit/stored-file.ts';
import { isOf } from './compare-with-file.ts';
import { entryLine, outcomeMessage } from './entry-line.ts';
import { sentForms } from './sent-forms.ts';

export { checkTablePath } from '../../tables/tables.ts';

/** Stops where no file could be put in this place, and with `report_over_input` where it is the very file that was handed in. */
export async function checkAnswerPlace(sources: SourceStore, { id }: Batch, path: string): Promise<void> {
  await checkTablePath(path);
  const there = await digestOfFile(path);
  if (there !== undefined && there === (await digestOf(sources.read(id))))
    throw failAt('--out', 'report_over_input');
}

/** How a file of ours is written that answers one of this format: the same, but never packed. */
export function answerFormat(format: Format): Format {
  return { ...format, isPacked: false };
}

/**
 * Writes the report of a batch: the stored file, row by row, with the present state of each row. Once all rows are settled, every call
 * writes the same bytes. Returns the SHA-256 of the report. Calls `check` right before the report gets its place; when `check` throws, no
 * report is written. Calls `onLines` with each part of the report.
 */
export async function writeReport(
  ledger: Ledger,
  batch: Batch,
  path: string,
  unique: string,
  check: () => Promise<void> = nothing,
  onLines: (lines: readonly ReportLine[]) => Promise<void> = nothing,
): Promise<string> {
  return fill(ledger, batch, (format) => openTableWriter(path, format, unique, check), onLines);
}

/**
 * Writes the result of a revocation: the rows of the stored file that have a link, each with the link's state. Returns the number of rows
 * by state.
 */
export async function writeRevocations(
  ledger: Ledger,
  batch: Batch,
  path: string,
  unique: string,
): Promise<Record<string, number>> {
  const reported: Record<string, number> = {};
  const kept = await storedFile(ledger.sources, batch);
  const { plan } = kept;
  const report = await openTableWriter(path, answerFormat(plan.format), unique);
  try {
    const { length: width } = plan.header;
    const { language } = batch.options;
    await report.write([reportHeader(plan.header)]);
    for await (const named of namedRows(kept, batch)) {
      const lines = named.map(({ row }) => row.line);
      const ended = await ledger.links.ended(batch.id, lines);
      const written = (await reportLines(ledger, batch, plan, named, new Map([[batch.id, batch]]))).flatMap(
        ({ row, line }, at) => {
          if (line.outcome !== 'created') return [];
          const status = ended.get(lines[at] ?? 0)?.status ?? 'payable';
          reported[status] = (reported[status] ?? 0) + 1;
          const { linkUrl: _, ...rest } = line;
          return [reportCells(row, { ...rest, outcome: status }, width, language)];
        },
      );
      await report.write(written);
    }
    await report.finish();
    return reported;
  } catch (error) {
    await report.abandon();
    throw error;
  }
}

/** The SHA-256, in hex, of the report that `writeReport` would write now. Calls `onPart` after each part. */
export function digestReport(ledger: Ledger, batch: Batch, onPart: () => Promise<void>): Promise<string> {
  return fill(ledger, batch, async (format) => openTableDigest(format), onPart);
}

async function nothing(): Promise<void> {}

async function fill(
  ledger: Ledger,
  batch: Batch,
  open: (format: Format) => Promise<TableWriter>,
  onPart: (lines: readonly ReportLine[]) => Promise<void>,
): Promise<string> {
  const kept = await storedFile(ledger.sources, batch);
  const { plan } = kept;
  const report = await open(answerFormat(plan.format));
  try {
    const { length: width } = plan.header;
    const { language } = batch.options;
    await report.write([reportHeader(plan.header)]);
    const batches = new Map([[batch.id, batch]]);
    for await (const named of namedRows(kept, batch)) {
      const lines = await reportLines(ledger, batch, plan, named, batches);
      await report.write(lines.map(({ row, line }) => reportCells(row, line, width, language)));
      await onPart(lines.map(({ line }) => line));
    }
    return await report.finish();
  } catch (error) {
    await report.abandon();
    throw error;
  }
}

async function reportLines(
  ledger: Pick<Ledger, 'batches' | 'entries' | 'links'>,
  batch: Batch,
  plan: Plan,
  named: readonly NamedRow[],
  batches: Map<string, Batch>,
): Promise<{ readonly row: Row; readonly line: ReportLine }[]> {
  const lines = named.map(({ row }) => row.line);
  const [records, rejections, ended] = await Promise.all([
    ledger.entries.readLines(batch.id, lines),
    ledger.batches.rejections(batch.id, lines),
    ledger.links.ended(batch.id, lines),
  ]);
  const references = named.map(({ row, lasting }) => lasting(rejections.get(row.line) ?? []));
  const corrected = await correctedSince(ledger, references);
  return Promise.all(
    named.map(async ({ row, asked }, at) => {
      const record = records.get(row.line);
      const failures = rejections.get(row.line);
      const reported =
        failures === undefined
          ? await reportLine(ledger, batch, record, asked, batches)
          : rejectedLine(references[at] ?? '', failures, corrected.get(references[at] ?? ''));
      return { row, line: withForms(withEnd(reported, ended.get(row.line)), row, batch, plan) };
    }),
  );
}

/** Names the batch of a row that was corrected and submitted again, so that nobody pays it by hand as well. */
function rejectedLine(
  reference: string,
  failures: readonly Failure[],
  corrected: Entry | undefined,
): ReportLine {
  return {
    outcome: 'rejected',
    reference,
    failures,
    ...(corrected !== undefined && {
      remarks: [message('row_corrected_since', { ...corrected.key, outcome: correctedOutcome(corrected) })],
    }),
  };
}

function correctedOutcome({ state: { kind } }: Entry): Message {
  return outcomeMessage(kind === 'entered' || kind === 'claimed' ? 'open' : kind);
}

/** Adds to a line of a link whose texts were transliterated both forms, as in the file and as sent. */
function withForms(line: ReportLine, row: Row, { options }: Batch, plan: Plan): ReportLine {
  if (!options.transliterate || line.outcome === 'rejected') return line;
  const forms = sentForms(row, plan);
  return forms === undefined ? line : { ...line, remarks: [...(line.remarks ?? []), forms] };
}

/** Adds to a line that its link was revoked, or had already ended when it was to be revoked. */
function withEnd(line: ReportLine, ended: EndedLink | undefined): ReportLine {
  if (ended === undefined || ended.id !== line.linkId) return line;
  const isPaid = ended.status === 'completed';
  const code = isPaid ? 'link_completed' : 'link_ended';
  // Nobody is to be sent a link that leads nowhere.
  const { linkUrl, ...rest } = line;
  const seen = { status: outcomeMessage(ended.status), at: isoOf(ended.at) };
  return {
    ...rest,
    ...(isPaid && linkUrl !== undefined && { linkUrl }),
    failures: [{ code, details: [message('link_seen', seen)] }],
  };
}

/** A row in whose place the ledger has nothing that it wrote there. */
const forged: ReportLine = { outcome: 'open', failures: [{ code: 'ledger_forged' }] };

async function reportLine(
  ledger: Pick<Ledger, 'batches' | 'entries' | 'links'>,
  batch: Batch,
  record: Entry | EntryKey | undefined,
  asked: Instruction | undefined,
  batches: Map<string, Batch>,
): Promise<ReportLine> {
  if (record === undefined) return batch.committedAt === undefined ? { outcome: 'open' } : forged;
  if ('state' in record) return entryLine(record, batch);
  const entry = await ledger.entries.read(record);
  const home = batches.get(record.batch) ?? (await ledger.batches.read(record.batch));
  if (entry === undefined || home === undefined || asked === undefined) return forged;
  if (!isOf(entry, asked, batch.id)) return forged;
  batches.set(home.id, home);
  const ended = (await ledger.links.ended(record.batch, [record.line])).get(record.line);
  const line = withEnd(entryLine(entry, home), ended);
  const known = message('row_known_from', { ...record, outcome: outcomeMessage(line.outcome) });
  return { ...line, outcome: 'known', remarks: [known] };
}
