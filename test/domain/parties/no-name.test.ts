import { describe, expect, test } from '@jest/globals';
import { noNameIn } from '../../../src/domain/parties/no-name.ts';

describe('a text in place of a name', () => {
  test.each([
    ['DE35370400440532013002', 'found_iban'],
    ['DE08 3704 0044 0532 0130 03', 'found_iban'],
    ['fr76 1450 8000 4006 7646 6870 158', 'found_iban'],
    ['12,50 EUR', 'found_amount'],
    ['€ 1.234,50 EUR', 'found_amount'],
    ['12.50 USD', 'found_amount'],
    ['ada@example.org', 'found_mail_address'],
    ['3 mars 2026', 'found_date'],
    ['31-Dec-2026', 'found_date'],
    ['March 3, 2026', 'found_date'],
    ['2026-12-31T18:00:00Z', 'found_date'],
  ])('such as %j is recognised: %s', (text, what) => {
    expect(noNameIn(text)?.code).toBe(what);
  });

  test.each([
    'Ada Example',
    '3M',
    '24 Hour Example',
    'Example 2000 GmbH',
    'Maison 1900',
    'SC 12345678 SARL',
    'May 2 Ltd',
    'Les 3 Mars',
  ])('such as %j may be a name', (text) => {
    expect(noNameIn(text)).toBeUndefined();
  });
});
