import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { AppError, type Failure } from '../../src/domain/failure.ts';
import type { Row } from '../../src/domain/row.ts';
import { openWorkbook } from '../../src/tables/workbook/workbook.ts';
import { rewritings } from './rewrite-xml.ts';
import { partsOf, workbookOfParts } from './workbook-parts.ts';

const folder = join(import.meta.dirname, '../../fixtures/batches');
const limits = { maxBytes: 16 * 1024 * 1024, maxRows: 100_000 };

const books = readdirSync(folder)
  .filter((name) => name.endsWith('.xlsx'))
  .map((name) => partsOf(readFileSync(join(folder, name))))
  .filter((parts) => parts.length > 0);

/** The rows of every sheet, or the failures of reading them. */
async function readingOf(bytes: Buffer): Promise<(Row | Failure)[]> {
  const all: Row[] = [];
  try {
    const workbook = openWorkbook(bytes, limits);
    for (const { name } of await workbook.sheets())
      for await (const rows of workbook.rows(name)) all.push(...rows);
    return all;
  } catch (error) {
    if (error instanceof AppError) return [...error.failures];
    throw error;
  }
}

test.each(Object.entries(rewritings))('every workbook gives the same rows with %s', async (_, rewrite) => {
  expect(books.length).toBeGreaterThan(15);
  let differing = 0;
  for (const parts of books) {
    const rewritten = parts.map((part) => ({ ...part, xml: rewrite(part.xml) }));
    if (rewritten.some(({ xml }, at) => xml !== parts[at]?.xml)) differing += 1;
    expect(await readingOf(workbookOfParts(rewritten))).toEqual(await readingOf(workbookOfParts(parts)));
  }
  expect(differing).toBeGreaterThan(0);
});
