import type { Batch } from '../domain/batch.ts';
import { type Entry, type EntryKey, pointerOf } from '../domain/entry.ts';
import type { Failure } from '../domain/failure.ts';
import type { Row } from '../domain/row.ts';
import { endToEndIdOf, expiryOf } from '../domain/wire-values.ts';
import { readTable } from '../ingest/ingest.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { openReport, type ReportLine, type ReportRow } from '../report/report.ts';

export { checkReportPath } from '../report/report.ts';

/**
 * Writes the report of a batch: the stored file, row by row, with how each row stands now. The same bytes every time once
 * all is settled. Answers the SHA-256 of the report.
 */
export async function writeReport(
  ledger: Ledger,
  batch: Batch,
  path: string,
  unique: string,
): Promise<string> {
  const table = await readTable(ledger.source(batch.id));
  const report = await openReport(path, table, unique);
  try {
    const batches = new Map([[batch.id, batch]]);
    for await (const rows of table.chunks) await report.write(await reportRows(ledger, batch, rows, batches));
    return await report.finish();
  } catch (error) {
    await report.abandon();
    throw error;
  }
}

async function reportRows(
  ledger: Ledger,
  batch: Batch,
  rows: readonly Row[],
  batches: Map<string, Batch>,
): Promise<ReportRow[]> {
  const lines = rows.map(({ line }) => line);
  const [pages, rejections] = await Promise.all([
    ledger.entries(batch.id, lines),
    ledger.rejections(batch.id, lines),
  ]);
  return Promise.all(
    rows.map(async ({ line, cells }) => {
      const page = pages.get(line);
      const told = await reportLine(ledger, batch, page, rejections.get(line), batches);
      return { cells, line: told };
    }),
  );
}

async function reportLine(
  ledger: Ledger,
  batch: Batch,
  page: Entry | EntryKey | undefined,
  rejection: readonly Failure[] | undefined,
  batches: Map<string, Batch>,
): Promise<ReportLine> {
  if (rejection !== undefined) return { outcome: 'rejected', failures: rejection };
  if (page === undefined) return { outcome: 'open' };
  if ('state' in page) return entryLine(page, batch);
  const entry = await ledger.entry(page);
  const home = batches.get(page.batch) ?? (await ledger.read(page.batch));
  if (entry === undefined || home === undefined) throw new Error(`entry ${pointerOf(page)} is gone`);
  batches.set(home.id, home);
  const line = entryLine(entry, home);
  return { ...line, outcome: 'known', remark: `Of batch ${page.batch}, line ${page.line}: ${line.outcome}.` };
}

/** How an entry stands, as its own batch reports it; a claimed one is open. */
function entryLine(entry: Entry, batch: Pick<Batch, 'submittedAt' | 'options'>): ReportLine {
  const { state, reference } = entry;
  switch (state.kind) {
    case 'created':
      return {
        outcome: 'created',
        linkId: state.link.id,
        linkUrl: state.link.url,
        reference,
        sentEndToEndId: endToEndIdOf(entry),
        linkExpiresAt: state.link.expiresAt ?? expiryOf(entry.contents, batch),
      };
    case 'refused':
    case 'failed':
      return { outcome: state.kind, reference, failures: [state.failure] };
    case 'cancelled':
    case 'doubtful':
      return { outcome: state.kind, reference };
    case 'entered':
    case 'claimed':
      return { outcome: 'open', reference };
  }
}
