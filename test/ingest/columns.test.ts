import { describe, expect, test } from '@jest/globals';
import { Stop } from '../../src/domain/failure.ts';
import { findColumns, knownColumns } from '../../src/ingest/columns.ts';

const needed = ['amount', 'iban', 'beneficiary_company_name'];

function failures(header: readonly string[], defaultBeneficiary = false): string[] {
  try {
    findColumns(header, defaultBeneficiary);
    return [];
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    expect(error.exitCode).toBe(2);
    return error.failures.map(({ code, field, detail }) => [code, field, detail].filter(Boolean).join(' '));
  }
}

describe('the columns of a header', () => {
  test('are found in any order and case, with blanks around them', () => {
    const { at, byName } = findColumns([' IBAN ', 'Order', 'Amount', 'BENEFICIARY_COMPANY_NAME'], false);
    expect([at.iban, at.amount, at.beneficiary_company_name, at.label]).toEqual([0, 2, 3, -1]);
    expect(byName.get('order')).toBe(1);
  });

  test.each([
    ['ibann', 'iban'],
    ['ban', 'iban'],
    ['ammount', 'amount'],
    ['amuont', 'amount'],
    ['lable', 'label'],
    ['curency', 'currency'],
    ['currncey', 'currency'],
    ['client reference', 'client_reference'],
    ['Client-Referense', 'client_reference'],
    ['expired_at', 'expires_at'],
    ['end_to_endid', 'end_to_end_id'],
    ['payer_compani_nam', 'payer_company_name'],
    ['callback_uri', 'callback_url'],
    ['\u0456ban', 'iban'],
  ])('refuse %s as a misspelt %s', (written, meant) => {
    const others = needed.filter((column) => column !== meant);
    expect(failures([...others, written])).toEqual([`column_unknown "${written}" Is ${meant} meant?`]);
  });

  test.each([
    'name',
    'amount_eur',
    'table',
    'account',
    'count',
    'urban',
    'order_number',
    'beneficiary_name',
    'reference',
    'payer_name',
    'label2',
    'label_2',
    'iban 2',
    '',
  ])('carry %p along as it is', (written) => {
    expect(failures([...needed, 'label', written])).toEqual([]);
  });

  test('do not take label2 for a second label where there is no first', () => {
    expect(failures([...needed, 'label2'])).toEqual(['column_unknown "label2" Is label meant?']);
  });

  test('never look like each other', () => {
    expect(failures(knownColumns)).toEqual([]);
  });

  test('may not stand twice if they are known', () => {
    expect(failures([...needed, 'IBAN', 'note', 'note'])).toEqual(['column_repeated iban']);
  });

  test.each([
    [['iban', 'beneficiary_company_name'], false, ['column_missing amount']],
    [['amount', 'beneficiary_company_name'], false, ['column_missing iban']],
    [['amount'], true, []],
    [['amount', 'iban'], true, ['column_missing beneficiary_company_name']],
    [['amount', 'iban', 'beneficiary_first_name'], false, ['column_missing beneficiary_last_name']],
    [['label'], false, ['column_missing amount', 'column_missing iban']],
  ])('%j with --default-beneficiary %p lack %j', (header, defaultBeneficiary, missing) => {
    expect(failures(header, defaultBeneficiary)).toEqual(missing);
  });

  test('are all told at once', () => {
    expect(failures(['ammount', 'label', 'label'])).toEqual([
      'column_unknown "ammount" Is amount meant?',
      'column_repeated label',
      'column_missing iban',
    ]);
  });

  test('are missing where the first line is data', () => {
    expect(failures(['A-1', '10.00', 'Example'])).toEqual(['header_missing']);
    expect(failures(['name\tiban\tsum'])[0]).toContain('separated by something else');
  });

  test('tell whether the rows can say who pays', () => {
    expect(findColumns(needed, false).hasPayer).toBe(false);
    expect(findColumns([...needed, 'payer_company_name'], false).hasPayer).toBe(true);
    expect(findColumns([...needed, 'payer_first_name', 'payer_last_name'], false).hasPayer).toBe(true);
  });
});
