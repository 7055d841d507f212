import { addedByBuiltIn, addedByFormat } from './added-by-format.ts';
import { isBuiltInDateFormat, isBuiltInMoney, isDateFormat, isMoneyFormat } from './date-format.ts';
import { fileStop } from './file-stop.ts';
import type { WorkbookParts } from './workbook-parts.ts';
import { readXml } from './xml.ts';

/** Excel has 65,490 at most. */
const mostStyles = 100_000;

/** How numbers of a style are shown. */
export interface NumberStyle {
  /** With decimals, or as euros. */
  readonly isMoney: boolean;
  /** As a day or a time. */
  readonly isDate: boolean;
  /** With this beside them; see `addedByFormat`. */
  readonly added: string;
}

/** The styles that a cell can have, by their numbers. */
export async function numberStyles(
  parts: WorkbookParts,
  part: string | undefined,
): Promise<readonly NumberStyle[]> {
  const codes = new Map<number, string>();
  const formats: number[] = [];
  let isInCellStyles = false;
  if (part === undefined || !parts.has(part)) return [];
  await readXml(parts.read(part), {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') codes.set(Number(numFmtId), formatCode);
      else if (name === 'cellXfs') isInCellStyles = true;
      else if (name === 'xf' && isInCellStyles) formats.push(Number(numFmtId));
      if (codes.size + formats.length > mostStyles)
        throw fileStop('file_too_large', 'It has too many styles.');
    },
    close(name) {
      if (name === 'cellXfs') isInCellStyles = false;
    },
  });
  return formats.map((id) => {
    const code = codes.get(id);
    if (code === undefined) {
      return { isMoney: isBuiltInMoney(id), isDate: isBuiltInDateFormat(id), added: addedByBuiltIn(id) };
    }
    const isDate = isDateFormat(code);
    return { isMoney: isMoneyFormat(code), isDate, added: isDate ? '' : addedByFormat(code) };
  });
}
