import type { Readable } from 'node:stream';
import { AppError, type FailureCode, fail, failAt } from '../../domain/failure.ts';
import { mapText, onlyText, type Remembered } from '../../domain/hints.ts';
import type { FileLimits } from '../../domain/table.ts';
import { message } from '../../i18n/messages.ts';
import { headerKeys, type Rules, readHeader } from '../../ingest/ingest.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { type OpenedTables, openSource, openTables, type Source } from '../../tables/tables.ts';
import { abortable } from '../abortable.ts';

/** A file that is being submitted: its bytes, the tables that they can be read as, and the rules that its rows are judged by. */
export interface InputFile {
  readonly source: Source;
  readonly tables: OpenedTables;
  readonly rules: Rules;
}

/** How a file is opened. */
export interface Opening {
  /** Where standard input and pipes are copied to. */
  readonly spoolFolder: string;
  readonly stdin: Readable;
  readonly limits: FileLimits;
  /** Use the mapping that a person gave last for this header line. */
  readonly isMappedAsLast: boolean;
  /** The mappings remembered for such header lines; read only for `isMappedAsLast`, or where the header is not understood. */
  readonly recall: Ledger['mappings']['among'];
  /** When it fires, each reading of the file throws its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a file to submit (`-` for standard input). Throws an `AppError` for whatever is wrong before a row is judged, `payer_missing`
 * among it. The caller closes the source.
 */
export async function openFile(file: string, rules: Rules, opening: Opening): Promise<InputFile> {
  return openInput(await openSource(file, opening.spoolFolder, opening.stdin), rules, opening);
}

/** `openFile` for a source that is open already; closes it where it throws. */
export async function openInput(
  opened: Source,
  rules: Rules,
  opening: Omit<Opening, 'spoolFolder' | 'stdin'>,
): Promise<InputFile> {
  const source = abortableSource(opened, opening.signal);
  try {
    const tables = abortableRows(await openTables(source, rules.hints, opening.limits), opening.signal);
    const input = { source, tables, rules: await withMap(tables, rules, opening) };
    await refuseHeader(input, opening);
    return input;
  } catch (error) {
    await source.close();
    throw error;
  }
}

function abortableSource(source: Source, signal: AbortSignal | undefined): Source {
  return signal === undefined ? source : { ...source, bytes: () => abortable(source.bytes(), signal) };
}

function abortableRows(tables: OpenedTables, signal: AbortSignal | undefined): OpenedTables {
  if (signal === undefined) return tables;
  const read: OpenedTables['read'] = (format) => {
    const table = tables.read(format);
    return { chunks: abortable(table.chunks, signal), close: () => table.close() };
  };
  return { ...tables, read };
}

async function withMap(
  tables: OpenedTables,
  rules: Rules,
  opening: Pick<Opening, 'isMappedAsLast' | 'recall'>,
): Promise<Rules> {
  if (!opening.isMappedAsLast) return rules;
  const remembered = await opening.recall(await headerKeys(tables));
  if (remembered === undefined) throw failAt('--map', 'map_unknown');
  const { map, only } = remembered;
  // A choice of rows given now overrides the remembered one.
  const { hints } = rules;
  const hasChoice = hints.only !== undefined && hints.only.length > 0;
  return { ...rules, hints: { ...hints, map, ...(!hasChoice && { only, isStanding: true }) } };
}

const mappable: ReadonlySet<FailureCode> = new Set([
  'column_unclear',
  'column_missing',
  'column_unknown',
  'header_missing',
]);

async function refuseHeader({ tables, rules }: InputFile, opening: Pick<Opening, 'recall'>): Promise<void> {
  try {
    const header = await readHeader(tables, rules);
    if (rules.options.payer === undefined && !header.hasPayer) throw fail('payer_missing');
  } catch (error) {
    const isMappable = error instanceof AppError && error.failures.some(({ code }) => mappable.has(code));
    if (!isMappable || rules.hints.map.length > 0) throw error;
    const last = await opening.recall(await headerKeys(tables));
    throw last === undefined ? error : new AppError([...error.failures, remembered(last)]);
  }
}

function remembered({ map, only }: Remembered) {
  const words = [mapText(map), ...only.map(onlyText)].filter((text) => text !== '');
  return { code: 'map_remembered', details: [message('mapping_was', { words: words.join(' ') })] } as const;
}
