import { type ZipFile, zipOf } from './zip.ts';

/** A sheet, with its rows as XML: `<row r="1"><c r="A1"><v>1</v></c></row>`. */
export interface SheetXml {
  readonly name?: string;
  readonly rows: string;
  readonly state?: 'hidden' | 'veryHidden';
}

/** The parts of a workbook besides its sheets. */
export interface WorkbookXml {
  /** `<si>…</si>` elements. */
  readonly strings?: string;
  /** The content of `<styleSheet>`. */
  readonly styles?: string;
  readonly is1904?: boolean;
  /** Files to add or replace. */
  readonly files?: readonly ZipFile[];
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = (...list: readonly (readonly [type: string, target: string])[]) =>
  `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
    .map(([type, target], at) => `<Relationship Id="r${at}" Type="${office}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

/** Builds the bytes of a small workbook from XML. */
export function workbookOf(sheets: readonly SheetXml[], more: WorkbookXml = {}): Buffer {
  const { strings = '', styles = '', is1904 = false, files = [] } = more;
  const list = sheets.map(
    ({ name = `Sheet${sheets.length}`, state }, at) =>
      `<sheet name="${name}" sheetId="${at + 1}" r:id="r${at}"${state ? ` state="${state}"` : ''}/>`,
  );
  const all: ZipFile[] = [
    { name: '[Content_Types].xml', content: `${declaration}<Types/>` },
    { name: '_rels/.rels', content: relations(['officeDocument', 'xl/workbook.xml']) },
    {
      name: 'xl/workbook.xml',
      content: `${declaration}<workbook ${main} xmlns:r="${office}"><workbookPr date1904="${is1904 ? 1 : 0}"/><sheets>${list.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relations(
        ...sheets.map((_, at) => ['worksheet', `worksheets/sheet${at + 1}.xml`] as const),
        ['sharedStrings', 'sharedStrings.xml'],
        ['styles', '/xl/styles.xml'],
      ),
    },
    { name: 'xl/sharedStrings.xml', content: `${declaration}<sst ${main}>${strings}</sst>` },
    { name: 'xl/styles.xml', content: `${declaration}<styleSheet ${main}>${styles}</styleSheet>` },
    ...sheets.map(({ rows }, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      content: `${declaration}<worksheet ${main}><sheetData>${rows}</sheetData></worksheet>`,
    })),
  ];
  const replaced = new Set(files.map(({ name }) => name));
  return zipOf([...all.filter(({ name }) => !replaced.has(name)), ...files]);
}
