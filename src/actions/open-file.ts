import type { Readable } from 'node:stream';
import { Stop } from '../domain/failure.ts';
import { openSource, type Rules, readHeader, type Source } from '../ingest/ingest.ts';

/**
 * Opens a file that is to be handed in (`-` for standard input, which is copied to `spoolFolder`), and stops on everything that
 * can be told before a row is judged: `payer_missing` among it. The caller closes the source.
 */
export async function openFile(
  file: string,
  spoolFolder: string,
  stdin: Readable,
  rules: Rules,
): Promise<Source> {
  const source = await openSource(file, spoolFolder, stdin);
  try {
    const header = await readHeader(source, rules);
    if (rules.options.payer === undefined && !header.hasPayer) throw new Stop([{ code: 'payer_missing' }], 1);
    return source;
  } catch (error) {
    await source.close();
    throw error;
  }
}
