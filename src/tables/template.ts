import { type ColumnDef, type WriteSheet, writeXlsx } from 'hucre/xlsx';
import type { TextFormat } from '../domain/table.ts';
import type { Language } from '../i18n/i18n.ts';
import { textBytes } from './write-text.ts';

/** A column of the template: its name, which is understood when the file is handed in, and what to type below it. */
interface TemplateColumn {
  readonly name: string;
  readonly meaning: string;
  readonly isAmount?: true;
}

interface Template {
  readonly sheet: string;
  readonly help: string;
  readonly helpHeader: readonly [column: string, meaning: string];
  /** The list separator of the language's spreadsheets. */
  readonly delimiter: ',' | ';';
  readonly columns: readonly TemplateColumn[];
}

const templates: Readonly<Record<Language, Template>> = {
  en: {
    sheet: 'Refunds',
    help: 'Help',
    helpHeader: ['Column', 'What to type'],
    delimiter: ',',
    columns: [
      {
        name: 'client_reference',
        meaning:
          'Your own name for the refund, never used for another; at most 100 characters. May be empty.',
      },
      { name: 'amount', meaning: 'In euros, for instance 12.50.', isAmount: true },
      { name: 'iban', meaning: 'The account that receives the money.' },
      {
        name: 'beneficiary_first_name',
        meaning: 'Of a person, together with the last name; at most 35 characters.',
      },
      {
        name: 'beneficiary_last_name',
        meaning: 'Of a person, together with the first name; at most 35 characters.',
      },
      {
        name: 'beneficiary_company_name',
        meaning: 'Of a company, instead of first and last name; at most 35 characters.',
      },
      {
        name: 'label',
        meaning: 'What the statement of account says; at most 140 characters, of which many banks show 40.',
      },
    ],
  },
  fr: {
    sheet: 'Remboursements',
    help: 'Aide',
    helpHeader: ['Colonne', 'Que saisir'],
    delimiter: ';',
    columns: [
      {
        name: 'Notre référence',
        meaning:
          'Votre nom pour ce remboursement, jamais repris pour un autre ; 100 caractères au plus. Peut rester vide.',
      },
      { name: 'Montant', meaning: 'En euros, par exemple 12,50.', isAmount: true },
      { name: 'IBAN', meaning: "Le compte qui reçoit l'argent." },
      {
        name: 'Prénom du bénéficiaire',
        meaning: "D'une personne, avec son nom ; 35 caractères au plus.",
      },
      {
        name: 'Nom du bénéficiaire',
        meaning: "D'une personne, avec son prénom ; 35 caractères au plus.",
      },
      {
        name: 'Raison sociale du bénéficiaire',
        meaning: "D'une entreprise, à la place du prénom et du nom ; 35 caractères au plus.",
      },
      {
        name: 'Libellé',
        meaning:
          'Ce que montre le relevé de compte ; 140 caractères au plus, dont beaucoup de banques montrent 40.',
      },
    ],
  },
  de: {
    sheet: 'Erstattungen',
    help: 'Hilfe',
    helpHeader: ['Spalte', 'Was einzutragen ist'],
    delimiter: ';',
    columns: [
      {
        name: 'Referenz',
        meaning:
          'Ihr eigener Name für die Erstattung, nie für eine andere verwendet; höchstens 100 Zeichen. Darf leer bleiben.',
      },
      { name: 'Betrag', meaning: 'In Euro, zum Beispiel 12,50.', isAmount: true },
      { name: 'IBAN', meaning: 'Das Konto, das das Geld erhält.' },
      {
        name: 'Vorname des Empfängers',
        meaning: 'Einer Person, zusammen mit dem Nachnamen; höchstens 35 Zeichen.',
      },
      {
        name: 'Nachname des Empfängers',
        meaning: 'Einer Person, zusammen mit dem Vornamen; höchstens 35 Zeichen.',
      },
      {
        name: 'Firma des Empfängers',
        meaning: 'Eines Unternehmens, statt Vor- und Nachname; höchstens 35 Zeichen.',
      },
      {
        name: 'Verwendungszweck',
        meaning: 'Was auf dem Kontoauszug steht; höchstens 140 Zeichen, von denen viele Banken 40 zeigen.',
      },
    ],
  },
};

/**
 * The bytes of a file to be filled in: a header and no row, since an example could be paid. The text is UTF-8 with a byte order mark, so
 * that spreadsheets read its accents; the workbook has a second sheet that explains each column. The same bytes every time.
 */
export async function templateTable(language: Language, kind: 'text' | 'sheet'): Promise<Uint8Array> {
  const template = templates[language];
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
  // A workbook bears a time of writing; a fixed one keeps the bytes the same.
  return writeXlsx({
    sheets: [listOf(template), helpOf(template)],
    properties: { modified: new Date('2026-01-01T00:00:00Z') },
  });
}

/** Formats are of cells, not of columns: so many rows are prepared, and stay empty. */
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
