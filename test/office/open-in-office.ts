import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';

const run = promisify(execFile);

/** How LibreOffice Calc is told to read a text: separator, quote, encoding, first line; 1 = Windows-1252, 76 = UTF-8. */
export type TextFilter = `CSV:${number},34,${1 | 76},1`;

/** Opens a file in LibreOffice Calc; returns what its first sheet shows, cell by cell. */
export async function shownByOffice(path: string, filter?: TextFilter): Promise<string[][]> {
  // Commas, quotes, UTF-8, from the first line, cells as they are shown.
  const shown = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true';
  const bytes = await converted(path, 'csv', shown, filter);
  return parse(bytes, { bom: true, relax_column_count: true });
}

/** Opens a workbook in LibreOffice Calc, and returns the bytes of the one that it saves. */
export function savedByOffice(path: string): Promise<Buffer> {
  return converted(path, 'xlsx', 'xlsx:Calc MS Excel 2007 XML');
}

async function converted(path: string, ending: string, form: string, filter?: TextFilter): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'linkmill-office-'));
  try {
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
    const reading = filter === undefined ? [] : [`--infilter=${filter}`];
    const words = [profile, '--headless', ...reading, '--convert-to', form, '--outdir', folder, path];
    await run('soffice', words, { timeout: 900_000 });
    return readFileSync(join(folder, `${basename(path).replace(/\.\w+$/, '')}.${ending}`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
