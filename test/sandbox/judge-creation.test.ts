import { describe, expect, test } from '@jest/globals';
import { judgeCreation } from '../../src/sandbox/judge-creation.ts';
import { creation, fixture, fixtureNowMs, transaction } from './call-sandbox.ts';

const rules = { maxLabelLength: 140, maxAmount: 35_000 };
const judge = (body: unknown, version: 'v2' | 'v3' = 'v3') =>
  judgeCreation(body, version, rules, fixtureNowMs);

/** `property code` of each problem, or the type of an answer in shape A, or nothing for a good one. */
function problems(body: unknown, version: 'v2' | 'v3' = 'v3'): string[] {
  const judged = judge(body, version);
  if (!('status' in judged)) return [];
  const answer = judged.body as { type?: string; errors?: { code: string; property: string }[] };
  return answer.errors?.map(({ code, property }) => `${property} ${code}`) ?? [String(answer.type)];
}

const one = (change: Record<string, unknown>) => creation({ transactions: [transaction(change)] });
const at = (part: string, code: string) => [`transactions[0].${part} payment.transaction.${code}`];

describe('a creation', () => {
  test('as in the fixtures is valid, and expires at its expiry', () => {
    expect(judge(creation())).toMatchObject({ expiresAtMs: Date.parse('2026-12-22T10:00:00Z') });
  });

  test('with what Bridge leaves optional left out is good', () => {
    const { transactions: _, ...rest } = creation();
    const bare = { ...rest, transactions: [{ amount: 1, currency: 'EUR' }], expired_date: undefined };
    expect(problems(bare)).toEqual([]);
    expect(problems(bare, 'v2')).toEqual(at('label', 'label_missing'));
  });

  test('with an unknown field is good', () => {
    expect(problems(creation({ mood: 'good' }))).toEqual([]);
  });

  test.each([
    ['no user', { ...creation(), user: undefined }],
    ['no transactions', creation({ transactions: [] })],
    ['an amount as text', one({ amount: '120.98' })],
    ['a reference of 101 characters', creation({ client_reference: 'a'.repeat(101) })],
    ['an expiry in the past', creation({ expired_date: '2026-11-22T09:59:59Z' })],
    ['an expiry more than 90 days ahead', creation({ expired_date: '2027-02-20T10:00:01Z' })],
    ['an expiry that is no moment', creation({ expired_date: '2026-12-22' })],
    ['a list for a body', [creation()]],
    ['null for a body', null],
  ])('with %s is refused in shape A', (_, body) => {
    expect(problems(body)).toEqual(['invalid_request']);
  });

  test('in another form gets the words of the fixture', () => {
    expect(judge({})).toEqual({ status: 400, body: fixture('error-a-body.json') });
  });

  test('with a colon in its label gets the words of the fixture', () => {
    expect(judge(one({ label: 'Refund: 1001' }))).toEqual({
      status: 400,
      body: fixture('error-b-label.json'),
    });
  });

  test('of exactly 90 days, with an offset, is good', () => {
    expect(problems(creation({ expired_date: '2027-02-20T12:00:00+02:00' }))).toEqual([]);
  });

  const wrong: [string, unknown, string[]][] = [
    ['no amount', one({ amount: null }), at('amount', 'amount_missing')],
    ['three decimals', one({ amount: 1.005 }), at('amount', 'amount_too_many_decimals')],
    ['35,000.01 euros', one({ amount: 35_000.01 }), at('amount', 'max_amount')],
    ['nothing to pay', one({ amount: 0 }), at('amount', 'amount_invalid')],
    ['no currency', one({ currency: undefined }), at('currency', 'currency_missing')],
    ['another currency', one({ currency: 'USD' }), at('currency', 'currency_invalid')],
    ['a label of 141 characters', one({ label: 'a'.repeat(141) }), at('label', 'label_too_long')],
    [
      'a wrong IBAN',
      one({ beneficiary: { iban: 'FR1420041010050500013M02607' } }),
      at('beneficiary.iban', 'iban_invalid'),
    ],
    ['no name', creation({ user: { first_name: 'Ada' } }), ['user payment.user.name_missing']],
    [
      'a name of 36 characters',
      creation({ user: { company_name: 'a'.repeat(36) } }),
      ['user.company_name payment.user.name_too_long'],
    ],
    [
      'a name without a letter',
      creation({ user: { company_name: '42' } }),
      ['user.company_name payment.transaction.characters_not_allowed'],
    ],
    [
      'an external reference with a blank',
      creation({ user: { company_name: 'Example SARL', external_reference: 'a b' } }),
      ['user.external_reference payment.user.external_reference_invalid'],
    ],
    [
      'a callback without https',
      creation({ callback_url: 'http://example.com' }),
      ['callback_url payment.invalid_callback_url'],
    ],
  ];
  test.each(wrong)('with %s is refused with its code', (_, body, expected) => {
    expect(problems(body)).toEqual(expected);
  });

  test('with several problems is refused with all of them', () => {
    const both = creation({
      user: {},
      transactions: [transaction(), transaction({ amount: null, label: 'a:b' })],
    });
    expect(problems(both)).toEqual([
      'user payment.user.name_missing',
      'transactions[1].amount payment.transaction.amount_missing',
      'transactions[1].label payment.transaction.characters_not_allowed',
    ]);
  });

  test('for a beneficiary without IBAN is good in v3 and refused in v2', () => {
    const body = one({ beneficiary: { company_name: 'Example SARL' } });
    expect(problems(body)).toEqual([]);
    expect(problems(body, 'v2')).toEqual(at('beneficiary.iban', 'iban_missing'));
  });

  test('with every amount of whole cents up to 2,000 euros is good', () => {
    const refused = [];
    for (let cents = 1; cents <= 200_000; cents += 7) {
      if (problems(one({ amount: cents / 100 })).length > 0) refused.push(cents);
    }
    expect(refused).toEqual([]);
  });
});
