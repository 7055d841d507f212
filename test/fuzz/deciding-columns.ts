import type { Random } from '../simulation/random.ts';

/** A list with one column that may decide whether, whom or how much is paid, and the expected outcome. */
export interface DecidingFile {
  readonly bytes: Buffer;
  /** True: a person must be asked before any row is sent. False: nothing may be asked. */
  readonly needsQuestion: boolean;
}

/** These words are written independently of the program's lists. */
const kinds: readonly {
  readonly names: readonly string[];
  /** Different values, which need the question which rows are meant. */
  readonly different: readonly (readonly string[])[];
  /** Values that need no question if all rows have them. */
  readonly alike: readonly (readonly string[])[];
}[] = [
  {
    names: ['Soll/Haben', 'D/C', 'Side', 'Kind of entry', 'Sens', 'x'],
    different: [
      ['H', 'S'],
      ['D', 'K'],
      ['C', 'D'],
      ['credit', 'debit'],
      ['Credit', 'DEBIT'],
      ['Af', 'Bij'],
      ['charge', 'refund'],
      ['Eingang', 'Ausgang'],
      ['crédit', 'débit'],
    ],
    alike: [['refund'], ['Eingang'], ['credit']],
  },
  {
    names: ['Status', 'Statut', 'Bearbeitung', 'Suivi', 'State of row', 'x'],
    different: [
      ['paid', 'open'],
      ['PROCESSED', 'FAILED'],
      ['remboursé', 'à rembourser'],
      ['Annulé', 'Remboursé', 'À traiter'],
      ['erledigt', 'offen'],
      ['storniert', 'erledigt', 'offen'],
      ['paid', ''],
    ],
    alike: [['pending'], ['à rembourser'], ['offen']],
  },
];

const ibans = [
  'DE89370400440532013000',
  'FR4014508000406764668712J28',
  'BE68539007547034',
  'NL91ABNA0417164300',
  'IE29AIBK93115212345678',
];
const firms = ['Example Ltd', 'Muster GmbH', 'Exemple SARL', 'Beispiel KG', 'Sample BV'];
const people = ['Ada Example', 'Max Muster', 'Chloé Exemple', 'Tom Sample'];

/** A random list of several rows, in one of the separators, with its columns in any order. */
export function decidingFile(random: Random): DecidingFile {
  const needsQuestion = random.chance(0.75);
  const rows = random.whole(3, 12);
  const mark = random.pick([',', ';', '\t']);
  const deciding = random.pick([words, words, otherSum, otherPerson])(random, rows, needsQuestion);
  const columns = [
    ['Payee', ...Array.from({ length: rows }, (_, row) => deciding.payees?.[row] ?? random.pick(firms))],
    ['IBAN', ...Array.from({ length: rows }, () => random.pick(ibans))],
    ['Amount', ...Array.from({ length: rows }, (_, row) => amount(row))],
    ['Order', ...Array.from({ length: rows }, (_, row) => `B-${row}`)],
    deciding.cells,
  ];
  const order = columns.toSorted(() => random.next() - 0.5);
  const lines = Array.from({ length: rows + 1 }, (_, line) => order.map((column) => column[line]).join(mark));
  return { bytes: Buffer.from(`${lines.join('\n')}\n`), needsQuestion };
}

interface Deciding {
  readonly cells: readonly string[];
  readonly payees?: readonly string[];
}

const amount = (row: number) => `${row + 10}.50`;

function words(random: Random, rows: number, needsQuestion: boolean): Deciding {
  const kind = random.pick(kinds);
  const values = random.pick(needsQuestion ? kind.different : kind.alike);
  // Every value occurs in a row.
  const cells = Array.from({ length: rows }, (_, row) => values[row] ?? random.pick(values));
  return { cells: [random.pick(kind.names), ...cells] };
}

function otherSum(random: Random, rows: number, needsQuestion: boolean): Deciding {
  const name = random.pick([
    'Net',
    'Corrected',
    'x',
    'Reste',
    'After check',
    'Betrag neu',
    'Already refunded',
  ]);
  const other = random.whole(0, rows - 1);
  const cells = Array.from({ length: rows }, (_, row) =>
    needsQuestion && row === other ? '3.25' : amount(row),
  );
  return { cells: [name, ...cells] };
}

function otherPerson(random: Random, rows: number, needsQuestion: boolean): Deciding {
  const name = random.pick([
    'Buyer',
    'Buyer name',
    'Acheteur',
    'Besteller',
    'Billing name',
    'Nom du payeur',
    'Responsable',
  ]);
  const payees = Array.from({ length: rows }, () => random.pick(people));
  const other = random.whole(0, rows - 1);
  const cells = payees.map((payee, row) => (needsQuestion && row === other ? 'Zoé Témoin' : payee));
  return { cells: [name, ...cells], payees };
}
