import { isBuiltInDateFormat, isDateFormat } from './date-format.ts';
import { fileStop } from './file-stop.ts';
import type { WorkbookParts } from './workbook-parts.ts';
import { readXml } from './xml.ts';

/** Excel has 65,490 at most. */
const mostStyles = 100_000;

/** Of each style that a cell can have, by its number: it shows a day or a time. */
export async function dateStyles(
  parts: WorkbookParts,
  part: string | undefined,
): Promise<readonly boolean[]> {
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
    return code === undefined ? isBuiltInDateFormat(id) : isDateFormat(code);
  });
}
