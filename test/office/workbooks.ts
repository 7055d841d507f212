import type { Cell, Sheet } from './flat-workbook.ts';

const header = ['client_reference', 'amount', 'iban', 'beneficiary_company_name', 'label'];
const [french, german, dutch, austrian, belgian] = [
  'FR4014508000406764668712J28',
  'DE89370400440532013000',
  'NL91ABNA0417164300',
  'AT611904300234573201',
  'BE68539007547034',
];
const accounts = [
  french,
  german,
  dutch,
  austrian,
  belgian,
  'ES9121000418450200051332',
  'IE29AIBK93115212345678',
];

/** One row for each amount, to other people each time. */
function rowsOf(amounts: readonly Cell[], rest: (at: number) => readonly Cell[] = labelOf): Cell[][] {
  return amounts.map((amount, at) => {
    const company = `Exemple ${String.fromCharCode(65 + at)}`;
    return [`X-${at + 1}`, amount, accounts[at % accounts.length] ?? '', company, ...rest(at)];
  });
}

function labelOf(at: number): Cell[] {
  return [`Refund ${at + 1}`];
}

function listOf(name: string, ...rows: readonly (readonly Cell[])[]): Sheet {
  return { name, rows: [header, ...rows] };
}

/** Two rows and nothing else. */
export const plainList: readonly Sheet[] = [listOf('Refunds', ...rowsOf([12.5, 8]))];

const twoMonths = [listOf('October', ...rowsOf([12.5, 8])), listOf('November', ...rowsOf([30.25, 7, 1.5]))];
const [ordinary, collapsed, filtered, last] = rowsOf([12.5, 99, 77, 8]);

const expiries: readonly Cell[] = [
  { date: '2026-12-31' },
  { date: '2027-02-01', look: 'american' },
  { date: '2026-12-31T18:00:00', look: 'moment' },
  46387,
  '15.01.2027',
  '2027-01-05',
  null,
];

/** The workbooks that Calc writes, by name. */
export const byCalc: Readonly<Record<string, readonly Sheet[]>> = {
  'xlsx-typed-cells': [
    {
      name: 'Refunds',
      rows: [
        [...header, 'expires_at'],
        ...rowsOf([{ value: 1234.5, look: 'euros' }, 12, 0.99], (at) => [
          `Refund ${at + 1}`,
          { date: '2026-12-31' },
        ]),
        ['X-4', { value: 2000, look: 'twoDecimals' }, french, 'Exemple D'],
      ],
    },
  ],
  'xlsx-two-visible-sheets': twoMonths,
  'xlsx-sheet-by-name': twoMonths,
  'xlsx-sheet-unknown': twoMonths,
  'xlsx-hidden-sheet': [
    listOf('November', ...rowsOf([12.5, 8])),
    { ...listOf('October', ...rowsOf([99, 98])), isHidden: true },
  ],
  'xlsx-list-and-notes': [
    { name: 'Notes', rows: [['Read me'], ['Refunds of November', 'see the mail of the 21st'], [null, 42]] },
    listOf('Refunds', ...rowsOf([12.5, 8])),
  ],
  'xlsx-hidden-rows': [
    {
      name: 'Refunds',
      rows: [
        header,
        ordinary ?? [],
        { cells: collapsed ?? [], visibility: 'collapse' },
        { cells: filtered ?? [], visibility: 'filter' },
        last ?? [],
      ],
    },
  ],
  'xlsx-number-formats': [
    listOf(
      'Refunds',
      ...rowsOf([
        { value: 1234.5, look: 'euros' },
        { value: 12.5, look: 'whole' },
        -5,
        { value: 12.345, look: 'twoDecimals' },
        true,
        { date: '2026-11-21' },
        '8,00',
      ]),
    ),
  ],
  'xlsx-dates': [
    {
      name: 'Refunds',
      rows: [
        [...header.slice(0, 4), 'expires_at'],
        ...rowsOf([7.5, 8.5, 9.5, 10.5, 11.5, 12.5, 13.5], (at) => [expiries[at] ?? null]),
      ],
    },
  ],
  'xlsx-error-cells': [
    {
      name: 'Refunds',
      rows: [
        [...header, 'note'],
        ['X-1', { formula: '1/0' }, french, 'Exemple A', 'Refund 1', ''],
        ['X-2', 8, { formula: 'NA()' }, 'Exemple B', 'Refund 2', ''],
        ['X-3', 9.5, dutch, 'Exemple C', 'Refund 3', { formula: 'NA()' }],
        ['X-4', 7.25, austrian, 'Exemple D', { formula: '1/0' }, ''],
      ],
    },
  ],
  'xlsx-formulas': [
    {
      name: 'Refunds',
      rows: [
        header,
        ['X-1', { formula: '2*12.5', look: 'euros' }, french, 'Exemple A', 'Refund 1'],
        ['X-2', 8, { formula: '"DE89"&"370400440532013000"' }, 'Exemple B', { formula: '"Refund "&2' }],
        ['X-3', { formula: '0.1+0.2' }, dutch, 'Exemple C', 'Refund 3'],
        ['Total', { formula: 'SUM([.B2:.B4])', look: 'euros' }],
      ],
    },
  ],
  'xlsx-lines-above': [
    {
      name: 'Refunds',
      rows: [
        [{ title: 'Refunds of November 2026', columns: 5 }],
        ['as of', { date: '2026-11-21' }],
        [],
        header,
        ...rowsOf([12.5, 8]),
      ],
    },
  ],
  'xlsx-third-row-second-column': [
    { name: 'Refunds', rows: [[], [], ...[header, ...rowsOf([12.5, 8])].map((cells) => [null, ...cells])] },
  ],
  'xlsx-empty-rows': [
    {
      name: 'Refunds',
      rows: [
        header,
        ...rowsOf([12.5]),
        [],
        ['X-2', 8, german, 'Exemple B', 'Refund 2'],
        ...[1, 2, 3].map((): Cell[] => [null, { value: null, look: 'euros' }, '', ' ']),
      ],
    },
  ],
  'xlsx-text-amounts': [listOf('Refunds', ...rowsOf(['1.234,56', '12,50', 99.9, '2.000', '8,00 €']))],
  'xlsx-whole-numbers': [listOf('Refunds', ...rowsOf([1250, 3990, 12345]))],
  'xlsx-header-only': [listOf('Refunds')],
  'xlsx-german-list': [
    {
      name: 'Überweisungen',
      rows: [
        ['Name', 'IBAN', 'BIC', 'Betrag', 'Verwendungszweck'],
        ['Anna Muster', austrian, 'BKAUATWW', { value: 19.9, look: 'euros' }, 'Ticket 4711'],
        ['Eline Voorbeeld', belgian, null, { value: 1250, look: 'euros' }, 'Ticket 4712'],
      ],
    },
  ],
};
