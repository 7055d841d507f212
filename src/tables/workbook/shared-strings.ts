import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { CellText } from './cell-text.ts';
import type { WorkbookParts } from './workbook-parts.ts';
import { readXml } from './xml.ts';

/**
 * About what a list of a million rows needs: the number of strings and their bytes of memory, with an overhead for
 * each.
 */
const mostStrings = 4_000_000;
const mostBytes = 256 * 1024 * 1024;
const bytesOfString = 24;

/** The shared strings by number. */
export interface SharedStrings {
  readonly texts: readonly string[];
  /** The numbers of strings with struck-through text. */
  readonly struck: ReadonlySet<number>;
}

/**
 * The strings that the cells of all sheets refer to by number. Throws `file_too_large` where they do not fit into
 * memory, and `file_damaged` where one contains another, or its text contains an element.
 */
export async function sharedStrings(parts: WorkbookParts, part: string | undefined): Promise<SharedStrings> {
  const texts: string[] = [];
  const struck = new Set<number>();
  const cell = new CellText();
  let size = 0;
  let isInString = false;
  if (part === undefined || !parts.has(part)) return { texts, struck };
  await readXml(parts.read(part), {
    open(name, attributes) {
      // Programs differ in how they count nested strings.
      if (cell.isOpen || (isInString && name === 'si')) throw broken();
      if (name !== 'si') return cell.open(name, attributes);
      isInString = true;
      cell.clear();
    },
    text: (text) => cell.add(text),
    close(name) {
      cell.close(name);
      if (name !== 'si') return;
      isInString = false;
      if (cell.hasStruck) struck.add(texts.length);
      texts.push(cell.text);
      size += bytesOfString + cell.text.length;
      if (size > mostBytes || texts.length > mostStrings) {
        throw fail('file_too_large', message('texts_beyond_memory', {}));
      }
    },
  });
  return { texts, struck };
}

function broken(): Error {
  return fail('file_damaged', message('part_malformed', {}));
}
