import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Column, columns } from '../../../src/domain/column.ts';
import type { ColumnMapping } from '../../../src/domain/hints.ts';
import { meaningOf } from '../../../src/ingest/header/column-names.ts';
import { readColumns } from '../../../src/ingest/header/columns.ts';
import { detailOf, inWords } from '../../support/in-words.ts';

const own = 'amount;iban;beneficiary_company_name';

function read(header: string, map: readonly ColumnMapping[] = [], defaultBeneficiary = false) {
  return readColumns(header.split(';'), map, defaultBeneficiary);
}

/** Misuses and failures, each as `code field detail`. */
function wrong(header: string, map: readonly ColumnMapping[] = [], defaultBeneficiary = false): string[] {
  const { misuses, failures } = read(header, map, defaultBeneficiary);
  return [...misuses, ...failures]
    .map(inWords)
    .map(({ code, field, detail }) =>
      [code, field, ...(code === 'column_missing' ? [] : [detail])].filter(Boolean).join(' '),
    );
}

/** The meaning of each column of a valid header, `-` where it has none. */
function meant(header: string, map: readonly ColumnMapping[] = []): string[] {
  expect(wrong(header, map)).toEqual([]);
  return read(header, map).columns.found.map(({ column }) => column ?? '-');
}

const mapping = (column: Column | 'ignore', header: string): ColumnMapping => ({ column, header });
const asked = (name: string, ...words: string[]) => {
  const options = words.map((word) => `--map ${word}`);
  return `column_unclear "${name}" Say ${options.slice(0, -1).join(', ')} or ${options.at(-1)}.`;
};

describe('our own column names', () => {
  test('are recognised in any order and case, with spaces around them', () => {
    const { at, byName } = read(' IBAN ;Order; Amount ;BENEFICIARY_COMPANY_NAME').columns;
    expect([at.iban, at.amount, at.beneficiary_company_name, at.label]).toEqual([0, 2, 3, -1]);
    expect(byName.get('order')).toBe(1);
  });

  test('are never taken for misspellings of each other', () => {
    expect(wrong(columns.join(';'))).toEqual([]);
  });

  test.each([
    ['ibann', 'iban'],
    ['ban', 'iban'],
    ['ammount', 'amount'],
    ['amuont', 'amount'],
    ['lable', 'label'],
    ['label2', 'label'],
    ['curency', 'currency'],
    ['currncey', 'currency'],
    ['Client-Referense', 'client_reference'],
    ['expired_at', 'expires_at'],
    ['payer_compani_nam', 'payer_company_name'],
    ['callback_uri', 'callback_url'],
    ['\u0456ban', 'iban'],
  ])('refuse %s as a misspelt %s', (written, column) => {
    const others = own.split(';').filter((name) => name !== column);
    expect(wrong([...others, written].join(';'))).toEqual([
      `column_unknown "${written}" Is ${column} meant?`,
    ]);
  });

  test.each([
    'table',
    'count',
    'urban',
    'bis',
    'order_number_old',
    'payer_name',
    'label2',
    'iban 2',
    'ammount',
    '',
  ])('leave %p without a meaning', (written) => {
    expect(meant(`${own};label;${written}`).at(-1)).toBe('-');
  });

  test('take precedence over all other names with the same meaning', () => {
    expect(meant(`${own};client_reference;label;Name;Libellé;Notre référence;Code;ref`)).toEqual([
      ...own.split(';'),
      'client_reference',
      'label',
      ...['-', '-', '-', '-', '-'],
    ]);
    expect(
      meant('beneficiary_first_name;beneficiary_last_name;amount;iban;Kontoinhaber;Firma').slice(4),
    ).toEqual(['-', '-']);
  });

  test('must not occur twice', () => {
    expect(wrong(`${own};IBAN;note;note`)).toEqual(['column_repeated iban']);
    expect(wrong('Montant;IBAN;Nom;montant')).toEqual(['column_repeated "montant"']);
    expect(wrong('Montant;IBAN;Nom;Code;Code')).toEqual(['column_repeated "Code"']);
  });
});

describe('what a header lacks', () => {
  test.each([
    ['iban;beneficiary_company_name', false, ['amount']],
    ['amount;beneficiary_company_name', false, ['iban']],
    ['amount', true, []],
    ['amount;iban', true, ['beneficiary_name']],
    ['amount;iban;beneficiary_first_name', false, ['beneficiary_last_name']],
    ['amount;iban;Nachname', false, ['beneficiary_first_name']],
    ['label', false, ['amount', 'iban', 'beneficiary_name']],
    ['Débiteur;IBAN débiteur;Montant', false, ['iban', 'beneficiary_name']],
  ])('%s with --default-beneficiary %p: %j', (header, defaultBeneficiary, missing) => {
    expect(wrong(header, [], defaultBeneficiary)).toEqual(
      missing.map((column) => `column_missing ${column}`),
    );
  });

  test('is reported with all other failures, except columns that are asked about', () => {
    expect(wrong('ammount;label;label;Konto')).toEqual([
      'column_unknown "ammount" Is amount meant?',
      'column_repeated label',
      asked('Konto', 'iban="Konto"', 'ignore="Konto"'),
      'column_missing beneficiary_name',
    ]);
  });

  test('is the payer, unless it has a company or a full name for it', () => {
    expect(read(own).columns.hasPayer).toBe(false);
    expect(read(`${own};payer_company_name`).columns.hasPayer).toBe(true);
    expect(read(`${own};payer_first_name`).columns.hasPayer).toBe(false);
    expect(read(`${own};payer_first_name;payer_last_name`).columns.hasPayer).toBe(true);
  });
});

describe('a list with names of its own', () => {
  test.each([
    [
      'Notre référence;Montant;IBAN;Prénom du bénéficiaire;Nom du bénéficiaire;Raison sociale du bénéficiaire;Libellé',
      'client_reference;amount;iban;beneficiary_first_name;beneficiary_last_name;beneficiary_company_name;label',
    ],
    ['Nom du bénéficiaire;IBAN;Montant', 'beneficiary_name;iban;amount'],
    ['Nom;Prénom;IBAN;Montant (€)', 'beneficiary_last_name;beneficiary_first_name;iban;amount'],
    ['Nom;First name;IBAN;Amount', 'beneficiary_last_name;beneficiary_first_name;iban;amount'],
    ['Vorname;Name;IBAN;Betrag', 'beneficiary_first_name;beneficiary_last_name;iban;amount'],
    ['Name;IBAN;Amount EUR;Currency', 'beneficiary_name;iban;amount;currency'],
    [
      'Matricule;Nom;Prénom;Société;RIB;Net à payer',
      '-;beneficiary_last_name;beneficiary_first_name;-;iban;amount',
    ],
    ['Société;IBAN;RIB;Montant', 'beneficiary_company_name;iban;-;amount'],
    ['Client;IBAN;Montant;N° de commande', 'beneficiary_name;iban;amount;end_to_end_id'],
    ['client_reference;Order number;Payee;IBAN;Amount', 'client_reference;-;beneficiary_name;iban;amount'],
    ['Order ID;ID;Payee;IBAN;Amount', 'end_to_end_id;-;beneficiary_name;iban;amount'],
    [
      'Auftragskonto;Buchungstext;Verwendungszweck;Glaeubiger ID;Mandatsreferenz;Kundenreferenz (End-to-End);' +
        'Beguenstigter/Zahlungspflichtiger;Kontonummer/IBAN;BIC (SWIFT-Code);Betrag;Waehrung',
      '-;-;label;-;-;end_to_end_id;beneficiary_name;iban;bic;amount;currency',
    ],
    ['Bénéficiaire;IBAN débiteur;IBAN bénéficiaire;Montant', 'beneficiary_name;-;iban;amount'],
    ['Empfänger;IBAN;Betrag;Zahlende Firma', 'beneficiary_name;iban;amount;payer_company_name'],
  ])('has its columns recognised: %s', (header, due) => {
    expect(meant(header)).toEqual(due.split(';'));
  });

  test('states by the name of its amount that it counts cents', () => {
    expect(read('Name;IBAN;Betrag in Cent').columns).toMatchObject({
      amountsAreCents: true,
      at: { amount: 2 },
    });
    expect(read('Name;IBAN;Betrag (EUR)').columns.amountsAreCents).toBe(false);
    expect(read('Name;IBAN;Refund (ct)', [mapping('amount', 'Refund (ct)')]).columns.amountsAreCents).toBe(
      true,
    );
  });
});

describe('an ambiguous name', () => {
  test.each([
    [
      'Nom;IBAN;Montant;Référence',
      [
        asked(
          'Référence',
          'client_reference="Référence"',
          'end_to_end_id="Référence"',
          'label="Référence"',
          'ignore="Référence"',
        ),
      ],
    ],
    [
      'Nom;IBAN;Montant;Notre référence;Ref',
      [asked('Ref', 'end_to_end_id="Ref"', 'label="Ref"', 'ignore="Ref"')],
    ],
    [
      'Nom;IBAN;Montant;Code',
      [asked('Code', 'client_reference="Code"', 'end_to_end_id="Code"', 'ignore="Code"')],
    ],
    ['Name;IBAN;Amount;Total', [asked('Amount', 'amount="Amount"', 'amount="Total"')]],
    ['Name;IBAN;amount;amount_eur', [asked('amount', 'amount="amount"', 'amount="amount_eur"')]],
    ['Name;IBAN;Montant;Montant net', [asked('Montant', 'amount="Montant"', 'amount="Montant net"')]],
    ['Payer;IBAN;Amount', [asked('Payer', 'beneficiary_name="Payer"', 'ignore="Payer"')]],
    [
      'Name;First name;IBAN;Amount',
      [
        asked(
          'Name',
          'beneficiary_name="Name"',
          'beneficiary_last_name="Name"',
          'beneficiary_company_name="Name"',
          'ignore="Name"',
        ),
      ],
    ],
    ['Name;Firma;IBAN;Betrag', [asked('Name', 'beneficiary_name="Name"', 'ignore="Name"')]],
    ['Nom;Name;IBAN;Montant', [asked('Nom', 'beneficiary_name="Nom"', 'beneficiary_name="Name"')]],
    [
      'Kontoinhaber;Vorname;Nachname;IBAN;Betrag',
      [asked('Kontoinhaber', 'beneficiary_name="Kontoinhaber"', 'ignore="Kontoinhaber"')],
    ],
    [
      'Prénom;Bénéficiaire;IBAN;Montant',
      [
        asked(
          'Bénéficiaire',
          'beneficiary_name="Bénéficiaire"',
          'beneficiary_last_name="Bénéficiaire"',
          'ignore="Bénéficiaire"',
        ),
      ],
    ],
    [
      'Client;Société;IBAN;Montant',
      [asked('Client', 'beneficiary_name="Client"', 'beneficiary_company_name="Société"')],
    ],
    [
      'Empfänger;Konto;Betrag;Nr.',
      [
        asked('Konto', 'iban="Konto"', 'ignore="Konto"'),
        asked('Nr.', 'client_reference="Nr."', 'end_to_end_id="Nr."', 'ignore="Nr."'),
      ],
    ],
    [
      'Creditor;Debtor;IBAN;Amount',
      [asked('Creditor', 'beneficiary_name="Creditor"', 'beneficiary_name="Debtor"')],
    ],
    [
      'Creditor name;Name of debtor;IBAN;Amount',
      [asked('Creditor name', 'beneficiary_name="Creditor name"', 'beneficiary_name="Name of debtor"')],
    ],
    [
      'IBAN;Account name;Amount',
      [asked('Account name', 'beneficiary_name="Account name"', 'ignore="Account name"')],
    ],
    [
      'Name;Nom du participant;IBAN;Montant',
      [asked('Name', 'beneficiary_company_name="Name"', 'ignore="Name"')],
    ],
  ])('is asked about: %s', (header, questions) => {
    expect(wrong(header)).toEqual(questions);
  });

  test.each([
    ['client_reference;label;Référence;Nom;IBAN;Montant', 2],
    ['Name;IBAN;Betrag;Kontonummer', 3],
    ['Société payeuse;Payeur;Nom;IBAN;Montant', 1],
    ['Bénéficiaire;Raison sociale;Nom;IBAN;Montant', 2],
  ])('is not asked about if clearer columns cover all its meanings: %s', (header, position) => {
    expect(meant(header)[position]).toBe('-');
  });

  test('is not asked about in a known list', () => {
    const { columns: found } = read('Payer;IBAN;BIC;Amount;Currency;Code;Comment');
    expect(found).toMatchObject({
      list: 'pretix',
      at: { beneficiary_name: 0, client_reference: 5 },
    });
    expect(found.found.map(({ how }) => how)).toEqual(Array(7).fill('list'));
    expect(meant('beneficiary_name;iban;amount;currency;reference').at(-1)).toBe('label');
  });
});

describe('the beneficiary', () => {
  test.each([
    ['Creditor;Creditor IBAN;Debtor;Debtor IBAN;Amount', 'Creditor'],
    ['Partner Name;IBAN;Account Name;Amount', 'Partner Name'],
    ['Client;Titulaire du RIB;IBAN;Montant', 'Titulaire du RIB'],
    ['Raison sociale;Assuré;IBAN;Montant', 'Assuré'],
    ['Company name;Attendee;IBAN;Amount', 'Attendee'],
    ['Firma;Teilnehmer;IBAN;Betrag', 'Teilnehmer'],
  ])('is found in %s', (header, name) => {
    const { at, found } = read(header).columns;
    expect(wrong(header)).toEqual([]);
    expect(found[at.beneficiary_name]?.header).toBe(name);
  });
});

describe('a mapping (--map)', () => {
  const list = 'Nom;IBAN;Montant;Montant net;Référence';
  const answers = [mapping('amount', 'montant NET'), mapping('end_to_end_id', 'reference')];

  test('answers every question', () => {
    expect(meant(list, answers)).toEqual(['beneficiary_name', 'iban', '-', 'amount', 'end_to_end_id']);
    expect(read(list, answers).columns.found.map(({ how }) => how)).toEqual([
      'name',
      'name',
      'passed',
      'map',
      'map',
    ]);
  });

  test('can remove the meaning of a column', () => {
    const map = [mapping('amount', 'Montant net'), mapping('ignore', 'Référence')];
    expect(read(list, map).columns.found.at(-1)).toMatchObject({ column: undefined, how: 'ignored' });
    expect(meant('amount;iban;beneficiary_name;ibann', [mapping('ignore', 'ibann')])).toHaveLength(4);
  });

  test('takes precedence over our own column names and known lists', () => {
    expect(meant('label;Note;amount;iban;beneficiary_name', [mapping('label', 'Note')]).slice(0, 2)).toEqual([
      '-',
      'label',
    ]);
    const qonto = 'beneficiary_name;iban;amount;currency;reference';
    expect(meant(qonto, [mapping('client_reference', 'reference')]).at(-1)).toBe('client_reference');
  });

  test('leaves the other names of the beneficiary as they are', () => {
    const name = mapping('beneficiary_name', 'Nom');
    expect(meant('Nom;Raison sociale;IBAN;Montant', [name])[1]).toBe('beneficiary_company_name');
    expect(
      meant('Nom;Prénom;Société;IBAN;Montant', [mapping('beneficiary_company_name', 'Société')]),
    ).toEqual([
      'beneficiary_last_name',
      'beneficiary_first_name',
      'beneficiary_company_name',
      'iban',
      'amount',
    ]);
    expect(
      meant('Titulaire;Nom;Prénom;IBAN;Montant', [mapping('beneficiary_name', 'Titulaire')]).slice(0, 3),
    ).toEqual(['beneficiary_name', '-', '-']);
  });

  test('matches no amount in another unit than euros, unless its name is typed exactly', () => {
    for (const header of ['Name;IBAN;Soldé ($)', 'Name;IBAN;Soldé (%)', 'Name;IBAN;Soldé £']) {
      expect(read(header, [mapping('amount', 'Soldé')]).misuses).toHaveLength(1);
      expect(read(header, [mapping('amount', 'Soldé (€)')]).misuses).toHaveLength(1);
    }
    expect(read('Name;IBAN;Soldé ($)', [mapping('amount', 'soldé ($)')]).misuses).toEqual([]);
    expect(read('Name;IBAN;Soldé (€)', [mapping('amount', 'Soldé')]).misuses).toEqual([]);
  });

  test('distinguishes names that differ only by a unit', () => {
    expect(meant('Montant;Montant (€);IBAN;Nom', [mapping('amount', 'Montant (€)')]).slice(0, 2)).toEqual([
      '-',
      'amount',
    ]);
  });

  test.each([
    [
      'a column that the file lacks',
      [mapping('amount', 'Prix')],
      ['The file has no column "Prix"; it has "Nom", "IBAN", "Montant", "Montant net", "Référence".'],
    ],
    [
      'one meaning twice',
      [mapping('amount', 'Montant'), mapping('amount', 'Montant net')],
      ['amount is mapped twice.'],
    ],
    [
      'one column twice',
      [mapping('amount', 'Montant'), mapping('label', 'montant')],
      ['"montant" is mapped twice.'],
    ],
  ])('is refused if it names %s', (_, map, details) => {
    expect(read(list, map).misuses.map(inWords)).toEqual(
      details.map((detail) => ({ code: 'usage_wrong', field: '--map', detail })),
    );
  });

  test('is refused if it fits two columns', () => {
    const { misuses } = read('Nom;IBAN;Montant;montant', [mapping('amount', 'Montant')]);
    expect(misuses.map(detailOf)).toEqual(['"Montant" fits 2 columns.']);
  });
});

describe('any header', () => {
  const names = [
    'Name',
    'Nom',
    'Prénom',
    'Vorname',
    'Firma',
    'Société',
    'Payer',
    'Client',
    'Kontoinhaber',
    'IBAN',
    'Konto',
    'RIB',
  ];
  const others = [
    'Amount',
    'Montant',
    'Total',
    'Code',
    'Référence',
    'Label',
    'Note',
    'Order no',
    'ibann',
    'Währung',
    ...columns,
  ];
  const anyHeader = fc.array(fc.oneof(fc.constantFrom(...names, ...others), fc.string()), { maxLength: 12 });

  test('gives each column to one position, and each position one column', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        const { found, at } = readColumns(header, [], false).columns;
        const taken = found.flatMap(({ column, position }) =>
          column === undefined ? [] : [[column, position]],
        );
        const placed = columns.flatMap((column) => (at[column] === -1 ? [] : [[column, at[column]]]));
        expect(found.map(({ header: name }) => name)).toEqual(header);
        expect(taken.toSorted()).toEqual(placed.toSorted());
      }),
    );
  });

  test('gives no column a meaning that its name does not have', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        const { found, list } = readColumns(header, [], false).columns;
        fc.pre(list === undefined);
        for (const { column, header: name } of found) {
          const meaning = meaningOf(name);
          if (column === undefined) continue;
          if (meaning?.kind === 'name')
            expect(['beneficiary_name', 'beneficiary_last_name']).toContain(column);
          else expect(meaning).toMatchObject({ column });
        }
      }),
    );
  });

  test('has questions that each of their proposed answers settles', () => {
    fc.assert(
      fc.property(anyHeader, fc.nat(), (header, choice) => {
        const map: ColumnMapping[] = [];
        for (let round = 0; round < 40; round++) {
          const question = readColumns(header, map, false).failures.find(
            ({ code }) => code === 'column_unclear',
          );
          if (question === undefined) return;
          const words = [...(detailOf(question) ?? '').matchAll(/([a-z_]+)="([^"]*)"/g)];
          const [, column, name = ''] = words[choice % words.length] ?? [];
          map.push(mapping(column as Column, name));
          expect(readColumns(header, map, false).misuses).toEqual([]);
        }
        throw new Error(`No end of questions: ${JSON.stringify(header)}`);
      }),
    );
  });
});

const long = `Montant effectivement remboursé ${'au participant '.repeat(20)}`;

test.each([
  ['Montant `HT`', 'Montant HT'],
  ['Montant \\ "x!y"', 'Montant x y'],
  ['Montant\nHT', 'Montant HT'],
  ['Montant\u00a0brut', 'Montant brut'],
  ['Montant re\u0301gle\u0301', 'Montant réglé'],
  ['Montant FR4014508000406764668712J28', 'Montant FR40…J28'],
  [long, long.slice(0, 200).trim()],
])('the proposed answer for the name %j can be pasted into a shell and is accepted: %j', (written, typed) => {
  const header = [written, 'IBAN', 'Nom'];
  const [question] = readColumns(header, [], false).failures;
  expect(question && detailOf(question)).toBe(`Say --map amount="${typed}" or --map ignore="${typed}".`);
  const taken = readColumns(header, [{ column: 'amount', header: typed }], false);
  expect([taken.misuses, taken.failures, taken.columns.at.amount]).toEqual([[], [], 0]);
});

test('--map also accepts a name as messages show it', () => {
  for (const typed of ['Montant effectivement remboursé au partic…', 'MontantU+00A0brut']) {
    const header = [long, 'Montant\u00a0brut', 'IBAN', 'Nom'];
    const ignored = readColumns(header, [{ column: 'ignore', header: typed }], false);
    expect(ignored.misuses).toEqual([]);
    expect(ignored.columns.found.filter(({ how }) => how === 'ignored')).toHaveLength(1);
  }
});

test('names that would be typed alike are refused without a question', () => {
  const { failures } = readColumns(['Montant HT', 'Montant\u00a0HT', 'IBAN', 'Nom'], [], false);
  expect(failures.map(({ code }) => code)).toEqual(['column_repeated']);
});

describe('a sum', () => {
  test('that a person chose ends all questions about sums, and the others are listed as passed over', () => {
    for (const header of ['Name;IBAN;Montant HT;Montant', 'Name;IBAN;Montant HT;Montant remboursé']) {
      const [chosen = '', other = ''] = header.split(';').slice(2);
      for (const [name, left] of [
        [chosen, other],
        [other, chosen],
      ] as const) {
        const { failures, columns } = read(header, [{ column: 'amount', header: name }]);
        expect(failures).toEqual([]);
        expect(columns.found.filter(({ how }) => how === 'passed').map(({ header: one }) => one)).toEqual([
          left,
        ]);
      }
    }
  });

  test('under another name is asked about even if it is the only one', () => {
    expect(wrong('Amount refunded;IBAN;Name')).toEqual([
      asked('Amount refunded', 'amount="Amount refunded"', 'ignore="Amount refunded"'),
    ]);
  });

  test('is not a tax, fee, currency or count', () => {
    expect(meant('Montant;Montant TVA;IBAN;Nom')).toEqual(['amount', '-', 'iban', 'beneficiary_name']);
    expect(meant('Betrag;Betrag Währung;IBAN;Name')).toEqual(['amount', '-', 'iban', 'beneficiary_name']);
  });

  test.each([
    'Amount ($)',
    'Montant (£)',
    'Betrag PLN',
    'Amount in pence',
    'Betrag (T€)',
    'Montant (k€)',
    'Amount quantity',
  ])('in another unit than euros has no meaning: %s', (name) => {
    expect(wrong(`${name};IBAN;Name`)).toEqual(['column_missing amount']);
  });
});

describe('of two accounts', () => {
  test.each(['Auftraggeber;IBAN;Empfänger;Empfänger-IBAN;Betrag', 'IBAN;Payee;Payee IBAN;Amount'])(
    'none is assigned to the beneficiary without a question: %s',
    (header) => {
      expect(read(header).failures.map(({ code }) => code)).toContain('column_unclear');
    },
  );
});

test('an employer is not the beneficiary', () => {
  expect(meant('Société;Salarié;IBAN;Net à payer')).toEqual(['-', 'beneficiary_name', 'iban', 'amount']);
});
