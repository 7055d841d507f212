import type { Readable } from 'node:stream';
import { Stop } from '../domain/failure.ts';
import type { FileLimits } from '../domain/table.ts';
import { type Rules, readHeader } from '../ingest/ingest.ts';
import { type OpenedTables, openSource, openTables, type Source } from '../tables/tables.ts';

/** A file that is being handed in: its bytes, and the tables that they can be read as. */
export interface InputFile {
  readonly source: Source;
  readonly tables: OpenedTables;
}

/**
 * Opens a file that is to be handed in (`-` for standard input, which is copied to `spoolFolder`), and stops on everything that
 * can be told before a row is judged: `payer_missing` among it. The caller closes the source.
 */
export async function openFile(
  file: string,
  spoolFolder: string,
  stdin: Readable,
  rules: Rules,
  limits: FileLimits,
): Promise<InputFile> {
  const source = await openSource(file, spoolFolder, stdin);
  try {
    const tables = await openTables(source, rules.hints, limits);
    const header = await readHeader(tables, rules);
    if (rules.options.payer === undefined && !header.hasPayer) throw new Stop([{ code: 'payer_missing' }], 1);
    return { source, tables };
  } catch (error) {
    await source.close();
    throw error;
  }
}
