import { fail } from '../domain/failure.ts';
import type { Hints } from '../domain/hints.ts';
import type { FileLimits, Format, SheetFormat, TextFormat } from '../domain/table.ts';
import { shown } from '../domain/text/shown.ts';
import { message } from '../i18n/messages.ts';
import { withinBytes } from './bounds.ts';
import { containerOf, holdsEncryptedWorkbook, otherThanTable } from './container.ts';
import type { Source } from './source.ts';
import { contentOf, lineAt, type Peeked, peek } from './text/byte-streams.ts';
import { analyzeText } from './text/text-analysis.ts';
import type { SheetSummary } from './workbook/workbook.ts';
import { sheetsOf } from './workbook/workbook-reading.ts';

/** What the formats of a file depend on, beside its bytes. */
export interface FormatContext {
  /** Read once more to find the line of an error. */
  readonly source: Source;
  readonly hints: Pick<Hints, 'sheet' | 'encoding'>;
  readonly limits: FileLimits;
}

/** Enough bytes to recognize any kind of file. */
const headBytes = 64 * 1024;

/**
 * Reads all bytes and resolves to the possible formats of the file, one or more; throws where the file cannot be read
 * as a table.
 */
export async function formatsOf(
  bytes: AsyncIterable<Buffer>,
  context: FormatContext,
  isPacked = false,
): Promise<readonly Format[]> {
  const peeked = await peek(bytes, headBytes);
  try {
    const container = containerOf(peeked.head);
    switch (container.kind) {
      case 'text':
        return [{ ...(await textFormat(peeked, context, isPacked)), isPacked }];
      case 'zip':
        return (await sheetNames(peeked.all, context)).map((sheet) => ({ kind: 'sheet', isPacked, sheet }));
      case 'gzip':
        if (isPacked) throw fail('file_binary', message('gzip_in_gzip', {}));
        return await formatsOf(contentOf(peeked.all, true), context, true);
      case 'compound':
        if (await holdsEncryptedWorkbook(peeked.all)) throw fail('file_locked');
        throw fail('file_binary', message('file_is_xls', {}));
      case 'unreadable':
        throw fail('file_binary', container.detail);
    }
  } finally {
    await peeked.close();
  }
}

async function textFormat(
  { head, all }: Peeked,
  { source, hints, limits }: FormatContext,
  isPacked: boolean,
): Promise<Omit<TextFormat, 'isPacked'>> {
  const other = otherThanTable(head);
  if (other !== undefined) throw fail('file_binary', other);
  const analysis = await analyzeText(head, withinBytes(all, limits.maxBytes), hints.encoding);
  if (analysis.kind === 'unclear') {
    const line = await lineAt(contentOf(source.bytes(), isPacked), analysis.offset);
    throw fail('encoding_unclear', analysis.describe(line));
  }
  if (hints.sheet !== undefined) throw fail('sheet_unknown', message('text_without_sheets', {}));
  return analysis.format;
}

async function sheetNames(
  bytes: AsyncIterable<Buffer>,
  { source, hints, limits }: FormatContext,
): Promise<readonly SheetFormat['sheet'][]> {
  const sheets = await sheetsOf({ source, bytes, limits });
  if (hints.sheet === undefined) {
    const meant = sheets.filter(({ isHidden, isEmpty }) => !isHidden && !isEmpty);
    if (meant.length === 0) throw fail('file_empty', message('sheets_empty', {}));
    return meant.map(({ name }) => name);
  }
  const found = sheetCalled(hints.sheet, sheets);
  if (found !== undefined) return [found.name];
  const names = sheets.slice(0, mostNamesShown).map(({ name }) => shown(name));
  const more = sheets.length - names.length;
  throw fail('sheet_unknown', message('sheets_of_file', { sheets: names, more }));
}

const mostNamesShown = 20;

/** Finds a sheet by its name, else by the name as we display it. */
function sheetCalled(asked: string, sheets: readonly SheetSummary[]): SheetSummary | undefined {
  const shownAlike = sheets.filter(({ name }) => shown(name) === shown(asked));
  const alike = sheets.find(({ name }) => folded(name) === folded(asked));
  return alike ?? (shownAlike.length === 1 ? shownAlike[0] : undefined);
}

/** Two sheets of a workbook cannot have names that differ only in case. */
function folded(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
