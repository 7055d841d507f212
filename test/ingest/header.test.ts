import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { AppError } from '../../src/domain/failure.ts';
import type { ColumnMapping } from '../../src/domain/hints.ts';
import { reportColumns } from '../../src/domain/report-columns.ts';
import type { Row } from '../../src/domain/row.ts';
import { type FoundHeader, findHeader, fitsHeader } from '../../src/ingest/header.ts';
import { effortOf } from '../support/effort.ts';
import { inWords } from '../support/in-words.ts';

const iban = 'FR4014508000406764668712J28';

/** Lines of a file as its table has them: blank ones are omitted but count as lines. */
function rowsOf(...lines: readonly string[]): Row[] {
  return lines.flatMap((text, order) => (text === '' ? [] : [{ line: order + 1, cells: text.split(';') }]));
}

const find = (lines: readonly string[], map: readonly ColumnMapping[] = [], defaultBeneficiary = false) =>
  findHeader(rowsOf(...lines), { map }, defaultBeneficiary);

function appErrorOf(start: () => FoundHeader): { exitCode: number; failures: string[] } {
  try {
    start();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const failures = error.failures
      .map(inWords)
      .map(({ code, field, detail }) => [code, field, detail].filter(Boolean).join(' '));
    return { exitCode: exitCodeOf(error), failures };
  }
  throw new Error('No AppError was thrown.');
}

describe('the header', () => {
  test('is the first line of a plain file', () => {
    const header = ['Montant', 'IBAN', 'Bénéficiaire'];
    expect(find([header.join(';'), `12,50;${iban};Example`])).toMatchObject({
      line: 1,
      header,
      added: undefined,
      columns: { at: { amount: 0, iban: 1, beneficiary_name: 2 } },
    });
  });

  test.each([
    ['titles and blank lines', ['Export of 12.03.2026;;;', '', 'Refunds of March;;;']],
    ['remarks', ['# made by a program', '# total: 120.00']],
    [
      'details of the account',
      ['Konto;Muster GmbH;DE89370400440532013000', 'Client;Example SARL', 'Total;1 234,00 €'],
    ],
    ['a summary that names an amount alone', ['Montant total', 'Total;']],
  ])('is found below %s', (_, above) => {
    expect(find([...above, 'Nom;IBAN;Montant', `Example;${iban};12,50`]).line).toBe(above.length + 1);
  });

  test('is not searched for after line 100', () => {
    const above = (count: number) => Array.from({ length: count }, (_, order) => `Remark ${order}`);
    expect(find([...above(99), 'Nom;IBAN;Montant']).line).toBe(100);
    expect(appErrorOf(() => find([...above(100), 'Nom;IBAN;Montant'])).failures).toEqual(['header_missing']);
  });

  test('is required', () => {
    const due = { exitCode: 2, failures: ['header_missing'] };
    expect(appErrorOf(() => find([`A-1;10.00;${iban};Example`, `A-2;11.00;${iban};Example`]))).toEqual(due);
    expect(appErrorOf(() => find(['12;13']))).toEqual(due);
    expect(appErrorOf(() => find([]))).toEqual({ exitCode: 2, failures: ['file_empty'] });
  });

  test('contains no IBAN or amount; the failure shows the one found, masked', () => {
    expect(appErrorOf(() => find(['Nom;IBAN;Montant;2026'])).failures).toEqual([
      'header_missing Line 1 names columns, but holds "2026", as only a row does.',
    ]);
    expect(appErrorOf(() => find([`Nom;IBAN;Montant;${iban}`])).failures).toEqual([
      'header_missing Line 1 names columns, but holds FR40…J28, as only a row does.',
    ]);
  });

  test('that is incomplete is the line that names the most columns', () => {
    expect(appErrorOf(() => find(['Refunds', 'Nom;Prénom;IBAN', `Example;Ada;${iban}`])).failures).toEqual([
      'column_missing amount If it is there under another name, say --map amount="that name".',
    ]);
    expect(appErrorOf(() => find(['ammount;ibann;beneficiary_name'])).failures).toEqual([
      'column_unknown "ammount" Is amount meant?',
      'column_unknown "ibann" Is iban meant?',
    ]);
  });

  test('may name only an amount if the money goes to the default beneficiary', () => {
    const lines = ['Refunds', 'Montant;Libellé', '12,50;A'];
    expect(find(lines, [], true)).toMatchObject({ line: 2, columns: { at: { amount: 0, iban: -1 } } });
    expect(appErrorOf(() => find(lines)).exitCode).toBe(2);
  });

  test('is the line that has the names of --map', () => {
    const map: ColumnMapping[] = [
      { column: 'amount', header: 'Prix' },
      { column: 'beneficiary_name', header: 'Qui' },
    ];
    const lines = ['Nom;Total', 'Qui;Prix;IBAN', `Example;12,50;${iban}`];
    expect(find(lines, map)).toMatchObject({ line: 2, columns: { at: { amount: 1, iban: 2 } } });
  });

  test('must have the names of --map, otherwise usage_wrong lists those it has', () => {
    const map: ColumnMapping[] = [{ column: 'label', header: 'Objet' }];
    expect(appErrorOf(() => find(['Nom;IBAN;Montant;Konto'], map))).toEqual({
      exitCode: 1,
      failures: [
        'usage_wrong --map The file has no column "Objet"; it has "Nom", "IBAN", "Montant", "Konto".',
      ],
    });
  });
});

describe('columns that our files add', () => {
  const own = ['Montant', 'IBAN', 'Nom'];

  test('are removed from a returned report, with the apostrophes that guard its other names', () => {
    const found = find([['Montant', 'IBAN', 'Nom', "'=note", ...reportColumns].join(';')]);
    expect(found).toMatchObject({ header: [...own, '=note'], added: { added: 'report' } });
    expect(found.columns).toMatchObject({
      list: 'own_report',
      at: { amount: 0, client_reference: -1 },
    });
    expect(found.columns.found).toHaveLength(4);
  });

  test('are removed from returned rejected rows', () => {
    const found = find([[...own, 'failure_code', 'failure_detail', 'Reference', 'batch'].join(';')]);
    expect(found).toMatchObject({
      header: own,
      added: { added: 'rejected' },
      columns: { list: 'own_rejected' },
    });
  });

  test('refuse the file if one of their names occurs twice', () => {
    const line = ['batch', 'reference', ...own, 'reference', 'failure_code', 'failure_detail'].join(';');
    expect(appErrorOf(() => find([line]))).toEqual({ exitCode: 2, failures: ['column_repeated reference'] });
  });

  test('are recognised only if all are present', () => {
    const cells = [...own, 'failure_detail', 'batch'];
    expect(find([cells.join(';')])).toMatchObject({ header: cells, added: undefined });
  });
});

describe('rows', () => {
  test.each([
    [['Name;IBAN;Betrag'], true],
    [['Title', 'Montant;Montant net;Konto'], true],
    [['Name;IBAN'], false],
    [['Total;Sum'], false],
    [[`12;${iban}`], false],
    [[], false],
  ])('%j look like a list of refunds: %p', (lines, fits) => {
    expect(fitsHeader(rowsOf(...lines), { map: [] }, false)).toBe(fits);
  });

  test('with any cells end in a header or an AppError, and a header that is found fits', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('IBAN', 'Montant', 'Nom', 'Prénom', 'Code', iban, '12,50', 'Total'),
    );
    const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.boolean(), (lines, defaultBeneficiary) => {
        const table = lines.map((cells, order) => ({ line: order + 1, cells }));
        const fits = fitsHeader(table, { map: [] }, defaultBeneficiary);
        try {
          const { line } = findHeader(table, { map: [] }, defaultBeneficiary);
          expect(fits).toBe(true);
          expect(lines[line - 1]).not.toContain(iban);
          expect(lines[line - 1]).not.toContain('12,50');
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
        }
      }),
    );
  });

  test('of the greatest width and number are searched for a header quickly', async () => {
    const cells = Array.from(
      { length: 10_000 },
      (_, order) => `code${'-'.repeat(order % 40)}${order % 3 ? ' ' : ''}`,
    );
    const rows = Array.from({ length: 200 }, (_, order) => ({ line: order + 1, cells }));
    const effort = await effortOf(() => expect(fitsHeader(rows, { map: [] }, false)).toBe(false));
    expect(effort).toBeLessThan(450);
  });
});
