import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { CellText } from './cell-text.ts';
import type { WorkbookParts } from './workbook-parts.ts';
import { readXml } from './xml.ts';

/** About what a list of a million rows needs: so many strings, and so many bytes of memory, each taking some beside its characters. */
const mostStrings = 4_000_000;
const mostBytes = 256 * 1024 * 1024;
const bytesOfString = 24;

/** By their numbers. */
export interface SharedStrings {
  readonly texts: readonly string[];
  /** Those of which some is struck through. */
  readonly struck: ReadonlySet<number>;
}

/**
 * The strings that the cells of all sheets refer to by number. AppErrors with `file_too_large` where they do not fit into memory, and with
 * `file_damaged` where one holds another, or its characters hold an element.
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
      // Of a text in a text, another program may count one.
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
