import { describe, expect, test } from '@jest/globals';
import type { Failure } from '../../src/domain/failure.ts';
import { judgeIban, sepaCountries, showIban } from '../../src/domain/iban.ts';

function judge(text: string) {
  const found: Failure[] = [];
  const warnings: Failure[] = [];
  const iban = judgeIban(text, 'iban', found, warnings);
  return { iban, codes: [...found, ...warnings].map((failure) => failure.code), found, warnings };
}

describe('an IBAN', () => {
  test.each([
    'FR4014508000406764668712J28',
    'DE89370400440532013000',
    'AL47212110090000000235698741',
    'MD24AG000225100013104168',
    'ME25505000012345678951',
    'MK07250120000058984',
    'RS35260005601001611379',
  ])('%s is good', (iban) => {
    expect(judge(iban)).toMatchObject({ iban, codes: [] });
  });

  test('is forgiven its spaces and its case', () => {
    expect(judge('fr40 1450 8000\u00a04067\u202f6466 8712 j28').iban).toBe('FR4014508000406764668712J28');
  });

  test.each([
    ['FR4014508000406764668712J29', 'iban_checksum_wrong', 'France'],
    ['FR401450800040676466871J28', 'iban_length_wrong', 'France has 27'],
    ['DE8937040044053201300O', 'iban_malformed', 'Germany'],
    ['US64SVBKUS6S3300958879', 'iban_country_not_sepa', 'United States'],
    ['BR1800360305000010009795493C1', 'iban_country_not_sepa', 'Brazil'],
    ['ZZ89370400440532013000', 'iban_country_not_sepa', 'ZZ'],
    ['14508 00040 67646687 12J28', 'iban_malformed', ''],
    ['7,61E+25', 'iban_malformed', ''],
    ['DE-8937-0400-4405', 'iban_malformed', ''],
    ['D\u0131E89370400440532013000', 'iban_malformed', ''],
  ])('%s is refused with %s', (iban, code, told) => {
    const { found } = judge(iban);
    expect(found).toEqual([{ code, field: 'iban', detail: expect.stringContaining(told) }]);
  });

  test('with check digits that cannot exist is refused although the division comes out', () => {
    // 1 and 98 leave the same remainder, so one of two good-looking pairs is never issued.
    const good = findWithCheckDigits('98');
    expect(judge(good).codes).toEqual([]);
    expect(judge(good.replace('98', '01')).codes).toEqual(['iban_checksum_wrong']);
  });

  test('with a wrong national check key alone passes under a warning', () => {
    const { iban, found, warnings } = judge('FR1314508000406764668712J29');
    expect({ iban, found }).toEqual({ iban: 'FR1314508000406764668712J29', found: [] });
    expect(warnings).toEqual([
      { code: 'iban_national_check', field: 'iban', detail: 'Found FR13…J29, France.' },
    ]);
  });

  test('is never shown whole, however it is mistyped', () => {
    for (const iban of [
      'FR4014508000406764668712J29',
      'FR401450800040676466871J28',
      'XX4014508000406764668712J28',
    ]) {
      expect(JSON.stringify(judge(iban).found)).not.toContain(iban.slice(5, 20));
    }
    expect(showIban('FR4014508000406764668712J28')).toBe('FR40…J28');
    expect(showIban('FR401\u001b[2J')).toBe('FR…');
  });

  test('of every country of SEPA is known by its length and structure', () => {
    for (const country of sepaCountries) {
      expect(judge(`${country}001`).codes).toEqual(['iban_length_wrong']);
    }
  });
});

/** A Lithuanian IBAN (digits only) with the wanted check digits, found by counting. */
function findWithCheckDigits(wanted: string): string {
  for (let account = 0; ; account++) {
    const bban = String(account).padStart(16, '0');
    const check = 98n - (BigInt(`${bban}212900`) % 97n);
    if (String(check) === wanted) return `LT${wanted}${bban}`;
  }
}
