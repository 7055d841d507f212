import { type ColumnDef, type WriteSheet, writeXlsx } from 'hucre/xlsx';
import type { TextFormat } from '../../domain/table.ts';
import { type Language, rendererOf } from '../../i18n/i18n.ts';
import { textBytes } from './write-text.ts';

/** The columns of the template, in order; each has a name that submissions recognize, and an explanation. */
export const templateColumns = [
  'client_reference',
  'amount',
  'iban',
  'beneficiary_first_name',
  'beneficiary_last_name',
  'beneficiary_company_name',
  'label',
] as const;

/** A column of the template, and what to type below it. */
interface TemplateColumn {
  readonly name: string;
  readonly meaning: string;
  readonly isAmount: boolean;
}

interface Template {
  readonly sheet: string;
  readonly help: string;
  readonly helpHeader: readonly [column: string, meaning: string];
  readonly delimiter: ',' | ';';
  readonly columns: readonly TemplateColumn[];
}

/** The list separator of the spreadsheets of each language. */
const delimiters: Readonly<Record<Language, Template['delimiter']>> = { en: ',', fr: ';', de: ';' };

function templateIn(language: Language): Template {
  const { text } = rendererOf(language);
  return {
    sheet: text('template.sheet'),
    help: text('template.help'),
    helpHeader: [text('template.help.column'), text('template.help.meaning')],
    delimiter: delimiters[language],
    columns: templateColumns.map((column) => ({
      name: text(`template.${column}`),
      meaning: text(`template.${column}.meaning`),
      isAmount: column === 'amount',
    })),
  };
}

/**
 * The bytes of a file to fill in: a header and no row, since an example could be paid. The text is UTF-8 with a byte
 * order mark, so that spreadsheets read its accents; the workbook has a second sheet that explains each column. The
 * bytes are always the same.
 */
export async function templateTable(language: Language, kind: 'text' | 'sheet'): Promise<Uint8Array> {
  const template = templateIn(language);
  return kind === 'text' ? textOf(template) : workbookOf(template);
}

async function textOf({ columns, delimiter }: Template): Promise<Uint8Array> {
  const format: TextFormat = {
    kind: 'text',
    isPacked: false,
    encoding: 'utf-8',
    hasBom: true,
    delimiter,
    newline: '\r\n',
    hasSeparatorLine: false,
  };
  const parts: Uint8Array[] = [];
  for await (const part of textBytes([[{ cells: columns.map(({ name }) => name) }]], format))
    parts.push(part);
  return Buffer.concat(parts);
}

function workbookOf(template: Template): Promise<Uint8Array> {
  // A workbook stores its time of writing; a fixed one keeps the bytes the same.
  return writeXlsx({
    sheets: [listOf(template), helpOf(template)],
    properties: { modified: new Date('2026-01-01T00:00:00Z') },
  });
}

/** Formats belong to cells, not to columns: so many empty rows are formatted. */
const preparedRows = 1000;

function listOf({ sheet, columns }: Template): WriteSheet {
  const names = columns.map(({ name }) => name);
  const empty = columns.map(() => null);
  const formats = columns.map(({ name, isAmount }): ColumnDef => {
    // As text a reference keeps its zeros, and a label like 2026-12 does not become a date.
    return { width: Math.max(28, name.length + 2), numFmt: isAmount ? '0.00' : '@' };
  });
  const rows = [names, ...Array.from({ length: preparedRows }, () => empty)];
  return { name: sheet, columns: formats, rows, cells: boldAcross(names), freezePane: { rows: 1 } };
}

function helpOf({ help, helpHeader, columns }: Template): WriteSheet {
  const rows = [[...helpHeader], ...columns.map(({ name, meaning }) => [name, meaning])];
  return { name: help, columns: [{ width: 32 }, { width: 110 }], rows, cells: boldAcross(helpHeader) };
}

function boldAcross(names: readonly string[]): NonNullable<WriteSheet['cells']> {
  const font = { name: 'Calibri', size: 11, bold: true };
  return new Map(names.map((_, at) => [`0,${at}`, { style: { font } }]));
}
