import type { TextFormat } from '../../domain/table.ts';
import { legible } from '../../domain/text/shown.ts';
import { type Language, rendererOf } from '../../i18n/i18n.ts';
import type { Finding } from '../../ingest/ingest.ts';
import { openTableWriter } from '../../tables/tables.ts';

/** What every spreadsheet opens. */
export const listFormat: TextFormat = {
  kind: 'text',
  isPacked: false,
  encoding: 'utf-8',
  hasBom: true,
  delimiter: ',',
  newline: '\r\n',
  hasSeparatorLine: false,
};

/** Writes a list of failures in words, one a line; line 0 is the file as a whole. */
export async function writeFailures(
  path: string,
  findings: readonly Finding[],
  language: Language,
  unique: string,
): Promise<void> {
  const table = await openTableWriter(path, listFormat, unique);
  try {
    await table.write([{ cells: ['line', 'code', 'explanation'] }]);
    await table.write(
      findings.map(({ line, failure }) => ({
        cells: [line === 0 ? '' : String(line), failure.code, legible(rendererOf(language).failure(failure))],
      })),
    );
    await table.finish();
  } catch (error) {
    await table.abandon();
    throw error;
  }
}
