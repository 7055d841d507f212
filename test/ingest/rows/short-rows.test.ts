import { describe, expect, test } from '@jest/globals';
import type { Plan } from '../../../src/domain/plan.ts';
import { endTester } from '../../../src/ingest/rows/short-rows.ts';

const format = (delimiter: ',' | ';') =>
  ({
    kind: 'text',
    isPacked: false,
    encoding: 'utf-8',
    hasBom: false,
    delimiter,
    newline: '\n',
    hasSeparatorLine: false,
  }) as const;

/** The columns in use, by their names in the header. */
const uses: Readonly<Record<string, string>> = {
  iban: 'iban',
  amount: 'amount',
  name: 'beneficiary_name',
  invoice: 'end_to_end_id',
  label: 'label',
};

function isEndMissing(names: string, row: string, plan: Partial<Plan> = {}): boolean {
  const delimiter = names.includes(';') ? ';' : ',';
  const header = names.split(delimiter);
  const at = Object.fromEntries(
    header.flatMap((name, position) => (uses[name] === undefined ? [] : [[uses[name], position]])),
  );
  return endTester({ format: format(delimiter), header, at, ...plan })(row.split(delimiter));
}

const iban = 'DE62370400440532013001';

describe('only cells at the end are missing', () => {
  test.each([
    ['of a row whose label is empty', 'name;iban;amount;label', `Ada Example;${iban};12,50`],
    ['of a row whose note is empty', 'name;iban;amount;label;note', `Ada Example;${iban};12,50;Refund 1`],
    ['of a row that ends in its name', 'iban;amount;name;label', `${iban};12,50;Ada Example`],
    [
      'of a row that ends in its reference',
      'iban;amount;name;invoice;label',
      `${iban};12,50;Ada Example;F001`,
    ],
    ['of a row with an empty IBAN, which is held for that', 'name;iban;amount;label', 'Ada Example;;12,50'],
    ['of a row between commas', 'name,iban,amount,label,note', `Ada Example,${iban},1045`],
  ])('%s', (_, header, row) => {
    expect(isEndMissing(header, row)).toBe(true);
  });
});

describe('a cell in the middle may be missing', () => {
  test.each([
    ['if a needed one lies beyond the end', 'iban;amount;label;name', `${iban};12,50;Refund 1`],
    ['if the IBAN column holds no IBAN', 'name;iban;amount;label', `${iban};12,50;Refund 1`],
    [
      'if the amount column holds no amount',
      'name;iban;amount;label;note',
      `Ada Example;${iban};Refund 1;late`,
    ],
    ['if the name column holds a label', 'iban;amount;name;label;note', `${iban};12,50;Refund 1;late`],
    [
      'if the invoice column holds a label',
      'iban;amount;name;invoice;label',
      `${iban};12,50;Ada Example;Refund 1`,
    ],
    ['if the label follows a name', 'iban;amount;name;label;note', `${iban};12,50;Refund;Late`],
    ['if the name may be the label', 'iban;amount;label;name;note', `${iban};12,50;Ada Example;Late`],
    ['if commas have split thousands', 'name,iban,amount,note,label', `Ada Example,${iban},1,250.00`],
    ['if commas have split cents', 'name,iban,amount,note,label', `Ada Example,${iban},12,50`],
  ])('%s', (_, header, row) => {
    expect(isEndMissing(header, row)).toBe(false);
  });

  test('if the column right of the amounts holds numbers too, unless the IBAN proves the position', () => {
    const numbers = { besideAmounts: ['decimals'] } as const;
    expect(isEndMissing('iban;amount;fee;label', `${iban};1,50;Refund`, numbers)).toBe(false);
    expect(isEndMissing('amount;fee;iban;label', `12,50;1,50;${iban}`, numbers)).toBe(true);
    expect(isEndMissing('iban;amount;order;label', `${iban};12,50;17`, { besideAmounts: ['wholes'] })).toBe(
      true,
    );
  });
});
