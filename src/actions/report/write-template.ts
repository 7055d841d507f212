import type { Language } from '../../i18n/i18n.ts';
import { templateTable, writeNewFile } from '../../tables/tables.ts';

/** Writes an empty list to be filled in; stops with `file_exists` rather than replace a file, which may hold a filled one. */
export async function writeTemplate(language: Language, kind: 'text' | 'sheet', path: string): Promise<void> {
  await writeNewFile(path, await templateTable(language, kind));
}
