import { fail } from '../../domain/failure.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { mostParts, type WorkbookParts } from './workbook-parts.ts';
import { readXml } from './xml.ts';

/** A worksheet as listed in the workbook. */
export interface Sheet {
  readonly name: string;
  /** The name of its part. */
  readonly part: string;
  /** Hidden, or hidden so that only a program can show it. */
  readonly isHidden: boolean;
}

/** The parts of a workbook. */
export interface WorkbookOutline {
  /** In the order of their tabs, without sheets of charts and dialogs. */
  readonly sheets: readonly Sheet[];
  /** Serial dates count from 1904. */
  readonly is1904: boolean;
  /** The names of the parts, if they exist. */
  readonly strings: string | undefined;
  readonly styles: string | undefined;
}

/** Reads the outline; throws `file_binary` where the zip is no readable workbook. */
export async function readOutline(parts: WorkbookParts): Promise<WorkbookOutline> {
  const workbook = [...(await relations(parts, '')).values()].find(
    ({ type }) => type === 'officeDocument',
  )?.part;
  const isWorkbook = parts.has('[Content_Types].xml') && workbook !== undefined && parts.has(workbook);
  if (!isWorkbook || !/\.xml$/i.test(workbook)) throw fail('file_binary', otherZip(parts));
  const related = await relations(parts, workbook);
  const sheets: Sheet[] = [];
  let is1904 = false;
  let isOther = true;
  await readXml(parts.read(workbook), {
    open(name, attributes) {
      if (name === 'workbook') isOther = false;
      if (name === 'workbookPr') is1904 = isTrue(attributes.date1904);
      if (name !== 'sheet') return;
      const relation = related.get(relationIdOf(attributes));
      if (relation?.type !== 'worksheet' || sheets.length === mostParts) return;
      const isHidden = attributes.state !== undefined && attributes.state !== 'visible';
      sheets.push({ name: attributes.name ?? '', part: relation.part, isHidden });
    },
  });
  if (isOther) throw fail('file_binary', otherZip(parts));
  const partOf = (type: string) => [...related.values()].find((relation) => relation.type === type)?.part;
  return { sheets, is1904, strings: partOf('sharedStrings'), styles: partOf('styles') };
}

/** A boolean of XML Schema; false where it is absent. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

interface Relation {
  /** The last step of its type: `worksheet`. The steps before differ between the strict and the transitional form. */
  readonly type: string;
  readonly part: string;
}

/** The relations of a part by id; the empty name is the package itself. */
async function relations(parts: WorkbookParts, part: string): Promise<ReadonlyMap<string, Relation>> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const found = new Map<string, Relation>();
  const list = `${folder}_rels/${part.slice(folder.length)}.rels`;
  if (!parts.has(list)) return found;
  await readXml(parts.read(list), {
    open(name, { Id = '', Type = '', Target = '', TargetMode }) {
      if (name !== 'Relationship' || TargetMode === 'External') return;
      if (found.size === mostParts)
        throw fail('file_too_large', message('parts_above_limit', { most: mostParts }));
      found.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), part: resolved(Target, folder) });
    },
  });
  return found;
}

/** The name of a part, from a path relative to the root or to a folder. */
function resolved(target: string, folder: string): string {
  const steps: string[] = [];
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** The value of `r:id`, with any prefix. */
function relationIdOf(attributes: Readonly<Record<string, string>>): string {
  const name = Object.keys(attributes).find((key) => key.endsWith(':id'));
  return (name === undefined ? undefined : attributes[name]) ?? '';
}

/** Names the kind of a zip by parts that are typical of common programs. */
function otherZip(parts: WorkbookParts): Message {
  if (parts.has('xl/workbook.bin')) return message('file_is_xlsb', {});
  if (parts.has('word/document.xml') || parts.has('ppt/presentation.xml'))
    return message('file_is_office', {});
  if (parts.has('mimetype') && parts.has('content.xml')) return message('file_is_ods', {});
  if (parts.has('Index/Document.iwa') || parts.has('Index.zip')) return message('file_is_numbers', {});
  return message('file_is_archive', {});
}
