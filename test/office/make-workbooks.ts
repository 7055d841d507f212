/**
 * Makes the workbooks of `fixtures/batches` anew: `node --import tsx test/office/make-workbooks.ts`. Needs LibreOffice, tried with 7.4.
 * Calc writes the time of saving into a file, so the bytes differ each time; the cells do not.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convert, lock } from './calc.ts';
import { flatWorkbook } from './flat-workbook.ts';
import { byCalc, plainList } from './workbooks.ts';
import { byHand } from './workbooks-by-hand.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/batches');
const folder = mkdtempSync(join(tmpdir(), 'workbooks-'));

try {
  const flat = (name: string) => join(folder, `${name}.fods`);
  for (const [name, sheets] of Object.entries(byCalc)) writeFileSync(flat(name), flatWorkbook(sheets));
  convert(folder, 'xlsx', Object.keys(byCalc).map(flat));
  for (const name of Object.keys(byCalc))
    copyFileSync(join(folder, `${name}.xlsx`), join(fixtures, `${name}.xlsx`));

  writeFileSync(flat('workbook'), flatWorkbook(plainList));
  convert(folder, 'xls', [flat('workbook')]);
  convert(folder, 'ods', [flat('workbook')]);
  copyFileSync(join(folder, 'workbook.xls'), join(fixtures, 'old-workbook.xls'));
  copyFileSync(join(folder, 'workbook.ods'), join(fixtures, 'open-document.ods'));
  lock(folder, flat('workbook'), join(fixtures, 'xlsx-password.xlsx'));

  for (const [name, bytes] of Object.entries(byHand)) writeFileSync(join(fixtures, `${name}.xlsx`), bytes);
  const whole = readFileSync(join(fixtures, 'xlsx-typed-cells.xlsx'));
  writeFileSync(join(fixtures, 'xlsx-cut.xlsx'), whole.subarray(0, whole.length / 2));
} finally {
  rmSync(folder, { recursive: true });
}
