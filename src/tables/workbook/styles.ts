import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { addedByBuiltIn, addedByFormat } from './added-by-format.ts';
import { isSwitchedOn } from './cell-text.ts';
import { isBuiltInDateFormat, isBuiltInMoney, isDateFormat, isMoneyFormat } from './date-format.ts';
import type { WorkbookParts } from './workbook-parts.ts';
import { readXml } from './xml.ts';

/** Excel allows 65,490. */
const mostStyles = 100_000;

/** How a style displays a cell. */
export interface NumberStyle {
  /** With decimals, or as euros. */
  readonly isMoney: boolean;
  /** As a day or a time. */
  readonly isDate: boolean;
  /** What it adds to a number; see `addedByFormat`. */
  readonly added: string;
  /** Struck through. */
  readonly isStruck: boolean;
}

/** The styles of cells, by number. */
export async function numberStyles(
  parts: WorkbookParts,
  part: string | undefined,
): Promise<readonly NumberStyle[]> {
  const codes = new Map<number, string>();
  const formats: { readonly id: number; readonly font: number }[] = [];
  const fonts: { isStruck: boolean }[] = [];
  let list = '';
  if (part === undefined || !parts.has(part)) return [];
  await readXml(parts.read(part), {
    open(name, attributes) {
      const { numFmtId = '0', formatCode = '', fontId = '0' } = attributes;
      if (name === 'numFmt') codes.set(Number(numFmtId), formatCode);
      else if (name === 'cellXfs' || name === 'fonts') list = name;
      else if (name === 'xf' && list === 'cellXfs')
        formats.push({ id: Number(numFmtId), font: Number(fontId) });
      else if (name === 'font' && list === 'fonts') fonts.push({ isStruck: false });
      const font = list === 'fonts' ? fonts.at(-1) : undefined;
      if (name === 'strike' && font !== undefined) font.isStruck = isSwitchedOn(attributes);
      if (codes.size + formats.length + fonts.length > mostStyles)
        throw fail('file_too_large', message('styles_above_limit', {}));
    },
    close(name) {
      if (name === list) list = '';
    },
  });
  return formats.map(({ id, font }) => {
    const code = codes.get(id);
    const { isStruck = false } = fonts[font] ?? {};
    if (code === undefined) {
      const isDate = isBuiltInDateFormat(id);
      return { isMoney: isBuiltInMoney(id), isDate, added: addedByBuiltIn(id), isStruck };
    }
    const isDate = isDateFormat(code);
    return { isMoney: isMoneyFormat(code), isDate, added: isDate ? '' : addedByFormat(code), isStruck };
  });
}
