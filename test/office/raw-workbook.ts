import { crc32, deflateRawSync } from 'node:zlib';
import { escaped } from './flat-workbook.ts';

/** A text written where it stands, or a cell's attributes and what is inside it, as XML. */
export type RawCell = string | { readonly attributes?: string; readonly inside: string };

/** What a workbook of one sheet has beside its rows; parts as XML. */
interface RawParts {
  readonly workbookSettings?: string;
  readonly sharedStrings?: readonly string[];
  /** Ids of built-in number formats, by the style that cells name with `s`. */
  readonly formatIds?: readonly number[];
}

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006';
const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** A workbook with one sheet, byte for byte: for what Calc does not write. */
export function rawWorkbook(rows: readonly (readonly RawCell[])[], parts: RawParts = {}): Buffer {
  const types = ['worksheet', 'styles', 'sharedStrings'];
  const targets = ['worksheets/sheet1.xml', 'styles.xml', 'sharedStrings.xml'];
  const overrides = targets.map(
    (target, at) => `<Override PartName="/xl/${target}" ContentType="${spreadsheet}.${types[at]}+xml"/>`,
  );
  const relations = targets.map((target, at) => relation(at + 1, `${office}/${types[at]}`, target));
  return zipOf({
    '[Content_Types].xml':
      `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Override PartName="/xl/workbook.xml" ContentType="${spreadsheet}.sheet.main+xml"/>${overrides.join('')}</Types>`,
    '_rels/.rels': relationsOf([relation(1, `${office}/officeDocument`, 'xl/workbook.xml')]),
    'xl/workbook.xml':
      `<workbook ${main} xmlns:r="${office}">${parts.workbookSettings ?? ''}` +
      '<sheets><sheet name="Refunds" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relationsOf(relations),
    'xl/worksheets/sheet1.xml': `<worksheet ${main}><sheetData>${rows.map(rowOf).join('')}</sheetData></worksheet>`,
    'xl/styles.xml': stylesOf(parts.formatIds ?? []),
    'xl/sharedStrings.xml': `<sst ${main}>${(parts.sharedStrings ?? []).map((one) => `<si>${one}</si>`).join('')}</sst>`,
  });
}

function relation(id: number, type: string, target: string): string {
  return `<Relationship Id="rId${id}" Type="${type}" Target="${target}"/>`;
}

function relationsOf(relations: readonly string[]): string {
  return `<Relationships xmlns="${packaged}/relationships">${relations.join('')}</Relationships>`;
}

function stylesOf(formatIds: readonly number[]): string {
  const formats = [0, ...formatIds].map((id) => `<xf numFmtId="${id}" applyNumberFormat="1"/>`);
  return (
    `<styleSheet ${main}><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>` +
    `<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${formats.length}">${formats.join('')}</cellXfs></styleSheet>`
  );
}

function rowOf(cells: readonly RawCell[], at: number): string {
  const inside = cells.map((cell, column) => {
    const place = `${String.fromCharCode(65 + column)}${at + 1}`;
    if (typeof cell !== 'string') return `<c r="${place}" ${cell.attributes ?? ''}>${cell.inside}</c>`;
    return `<c r="${place}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
  });
  return `<row r="${at + 1}">${inside.join('')}</row>`;
}

/** 21 November 2026, 18:04, as MS-DOS counts it: the same parts give the same bytes. */
const [dosTime, dosDate] = [(18 << 11) | (4 << 5), ((2026 - 1980) << 9) | (11 << 5) | 21];

/** Parts by their names as a zip. */
function zipOf(parts: Readonly<Record<string, string>>): Buffer {
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const plain = Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${text}`);
    const packed = deflateRawSync(plain);
    const common = Buffer.alloc(26);
    // Version 2.0, deflated, then time, checksum and sizes: APPNOTE 4.3.7.
    [20, 0, 8, dosTime, dosDate].forEach((value, at) => {
      common.writeUInt16LE(value, 2 * at);
    });
    [crc32(plain), packed.length, plain.length].forEach((value, at) => {
      common.writeUInt32LE(value, 10 + 4 * at);
    });
    common.writeUInt16LE(name.length, 22);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, rest, Buffer.from(name)]));
    bodies.push(body);
    offset += body.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, directory, end]);
}
