/** A number or an empty cell with a format, a date (a time may follow), or a formula in the notation of ODF. */
export type Cell =
  | string
  | number
  | boolean
  | null
  | { readonly value: number | null; readonly look: Look }
  | { readonly date: string; readonly look?: Look }
  | { readonly formula: string; readonly look?: Look }
  | { readonly title: string; readonly columns: number };

/** How Calc shows a cell; `formats` has each of them. */
type Look = 'euros' | 'whole' | 'twoDecimals' | 'day' | 'american' | 'moment' | 'truth';

/** A sheet; Calc always shows the first one. A hidden row has the reason. */
export interface Sheet {
  readonly name: string;
  readonly isHidden?: true;
  readonly rows: readonly (
    | readonly Cell[]
    | { readonly cells: readonly Cell[]; readonly visibility: 'collapse' | 'filter' }
  )[];
}

const addresses = {
  office: 'office:1.0',
  table: 'table:1.0',
  text: 'text:1.0',
  style: 'style:1.0',
  number: 'datastyle:1.0',
  of: 'of:1.2',
};
const namespaces = Object.entries(addresses)
  .map(([name, address]) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${address}"`)
  .join(' ');

const decimals = (places: number) =>
  `<number:number number:decimal-places="${places}" number:min-integer-digits="1" number:grouping="true"/>`;
const [year, month, day] = ['<number:year/>', '<number:month/>', '<number:day number:style="long"/>'];
const time = '<number:hours/><number:text>:</number:text><number:minutes number:style="long"/>';
const slash = '<number:text>/</number:text>';

const formats: Readonly<Record<Look, string>> = {
  euros: `<number:currency-style style:name="N-euros">${decimals(2)}<number:text> </number:text><number:currency-symbol number:language="de" number:country="DE">€</number:currency-symbol></number:currency-style>`,
  whole: `<number:number-style style:name="N-whole">${decimals(0)}</number:number-style>`,
  twoDecimals: `<number:number-style style:name="N-twoDecimals">${decimals(2)}</number:number-style>`,
  day: `<number:date-style style:name="N-day">${day}${slash}${month}${slash}${year}</number:date-style>`,
  american: `<number:date-style style:name="N-american">${month}${slash}${day}${slash}${year}</number:date-style>`,
  moment: `<number:date-style style:name="N-moment">${day}${slash}${month}${slash}${year}<number:text> </number:text>${time}</number:date-style>`,
  truth: '<number:boolean-style style:name="N-truth"><number:boolean/></number:boolean-style>',
};

const styles = Object.entries(formats)
  .map(
    ([look, format]) =>
      `${format}<style:style style:name="${look}" style:family="table-cell" style:data-style-name="N-${look}"/>`,
  )
  .join('');
const hidden =
  '<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style>';

/** A workbook as one flat XML file, for Calc to open. */
export function flatWorkbook(sheets: readonly Sheet[]): string {
  const tables = sheets.map(tableOf).join('');
  return (
    `<?xml version="1.0" encoding="UTF-8"?><office:document ${namespaces} office:version="1.3" ` +
    'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">' +
    `<office:automatic-styles>${hidden}${styles}</office:automatic-styles>` +
    `<office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document>`
  );
}

function tableOf({ name, isHidden, rows }: Sheet): string {
  const style = isHidden ? ' table:style-name="hidden"' : '';
  const body = rows.map((row) => {
    const [cells, visibility] =
      'cells' in row ? [row.cells, ` table:visibility="${row.visibility}"`] : [row, ''];
    return `<table:table-row${visibility}>${cells.map(cellOf).join('')}</table:table-row>`;
  });
  return `<table:table table:name="${escaped(name)}"${style}>${body.join('')}</table:table>`;
}

function cellOf(cell: Cell): string {
  if (cell === null) return '<table:table-cell/>';
  if (typeof cell === 'string') return element('office:value-type="string"', cell);
  if (typeof cell === 'number') return element(`office:value-type="float" office:value="${cell}"`);
  if (typeof cell === 'boolean') {
    return element(`office:value-type="boolean" office:boolean-value="${cell}" table:style-name="truth"`);
  }
  if ('title' in cell) {
    return element(`office:value-type="string" table:number-columns-spanned="${cell.columns}"`, cell.title);
  }
  const look = cell.look ?? ('date' in cell ? 'day' : undefined);
  const style = look === undefined ? '' : ` table:style-name="${look}"`;
  if ('formula' in cell) return element(`table:formula="of:=${escaped(cell.formula)}"${style}`);
  if ('date' in cell) return element(`office:value-type="date" office:date-value="${cell.date}"${style}`);
  return element(
    cell.value === null ? style : `office:value-type="float" office:value="${cell.value}"${style}`,
  );
}

function element(attributes: string, text?: string): string {
  const inside = text === undefined ? '' : `<text:p>${escaped(text)}</text:p>`;
  return `<table:table-cell ${attributes}>${inside}</table:table-cell>`;
}

/** Text inside XML. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
