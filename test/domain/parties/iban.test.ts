import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { composeIBAN, countrySpecs, isValidIBAN } from 'ibantools';
import type { Failure } from '../../../src/domain/failure.ts';
import { judgeIban, sepaCountries, showIban } from '../../../src/domain/parties/iban.ts';
import type { CellKind } from '../../../src/domain/row.ts';
import { detailOf, inWords } from '../../support/in-words.ts';

function judge(text: string, kind?: CellKind) {
  const found: Failure[] = [];
  const warnings: Failure[] = [];
  const iban = judgeIban(text, 'iban', found, warnings, kind);
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
  ])('%s is accepted', (iban) => {
    expect(judge(iban)).toMatchObject({ iban, codes: [] });
  });

  test.each([
    'fr40 1450 8000\u00a04067\u202f6466 8712 j28',
    'FR40-1450-8000-4067-6466-8712-J28',
    'FR40.1450.8000.4067.6466.8712.J28',
    'IBAN FR40 1450 8000 4067 6466 8712 J28',
    'iban: FR4014508000406764668712J28',
    "'FR4014508000406764668712J28",
  ])('is accepted with spaces, dots, dashes, in any case, and after `IBAN` or an apostrophe: %s', (text) => {
    expect(judge(text)).toMatchObject({ iban: 'FR4014508000406764668712J28', codes: [] });
  });

  test.each([
    ['FR4014508000406764668712J29', 'iban_checksum_wrong', 'France'],
    ['FR401450800040676466871J28', 'iban_length_wrong', 'France has 27'],
    ['DE8937040044053201300A', 'iban_malformed', 'a letter where Germany has a digit'],
    ['US64SVBKUS6S3300958879', 'iban_country_not_sepa', 'United States'],
    ['BR1800360305000010009795493C1', 'iban_country_not_sepa', 'Brazil'],
    ['ZZ89370400440532013000', 'iban_country_not_sepa', 'ZZ'],
    ['14508 00040 67646687 12J29', 'iban_malformed', '1450…J29, 23 characters'],
    ['DE-8937-0400-4405', 'iban_length_wrong', 'Germany has 22'],
    ['D\u0131E89370400440532013000', 'iban_malformed', ''],
    ['IBAN', 'iban_malformed', ''],
  ])('%s is refused with %s', (iban, code, detail) => {
    const { found } = judge(iban);
    expect(found.map(inWords)).toEqual([{ code, field: 'iban', detail: expect.stringContaining(detail) }]);
  });

  test.each([
    ['DE8937040044053201300O', 'character 22.'],
    ['DEO937040O44053201300O', 'character 3, 10, 22.'],
    ['FR4O14508000406764668712J28', 'character 4.'],
    ['NO9386O11117947', 'character 7.'],
  ])('with a letter O in place of a digit has a failure that names its position: %s', (iban, place) => {
    const { found } = judge(iban);
    expect(found).toMatchObject([{ code: 'iban_malformed' }]);
    expect(found.map(detailOf)).toEqual([
      expect.stringMatching(new RegExp(`: the letter O where a digit is due, at ${place}$`)),
    ]);
  });

  test('may have the letter O where its country allows letters', () => {
    expect(judge(composeIBAN({ countryCode: 'GB', bban: 'OOOO20051332200513' }) ?? '').codes).toEqual([]);
  });

  test.each(['7,61E+25', '7.61E+25', '7e25', '7.61450800040676E+25'])(
    'that a spreadsheet turned into a number is refused as destroyed: %s',
    (text) => {
      expect(judge(text).codes).toEqual(['iban_destroyed']);
    },
  );

  test('that is a number of a workbook is refused as destroyed, whatever digits are left', () => {
    expect(judge('89370400440532013000', 'number').found.map(inWords)).toEqual([
      { code: 'iban_destroyed', field: 'iban', detail: 'Found a number.' },
    ]);
    expect(judge('7,61E+25', 'number').found.map(detailOf)).toEqual(['Found "7,61E+25".']);
    expect(judge('DE89370400440532013000', 'text').codes).toEqual([]);
  });

  test.each(['14508 00040 6764668712J 28', '14508000406764668712J28', '14508-00040-6764668712j-28'])(
    'that is a RIB with its key is refused as one, and not shown whole: %s',
    (text) => {
      expect(judge(text).found.map(inWords)).toEqual([
        { code: 'iban_is_rib', field: 'iban', detail: 'Found 1450…J28, 23 characters.' },
      ]);
    },
  );

  test('with check digits that cannot exist is refused although they pass the division', () => {
    // 1 and 98 leave the same remainder; only 98 is ever issued.
    const good = findWithCheckDigits('98');
    expect(judge(good).codes).toEqual([]);
    expect(judge(good.replace('98', '01')).codes).toEqual(['iban_checksum_wrong']);
  });

  test('with only the national check key wrong is accepted with a warning', () => {
    const { iban, found, warnings } = judge('FR1314508000406764668712J29');
    expect({ iban, found }).toEqual({ iban: 'FR1314508000406764668712J29', found: [] });
    expect(warnings.map(inWords)).toEqual([
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

  test('is accepted without a warning exactly where ibantools finds it valid', () => {
    fc.assert(
      fc.property(ibanLike, (text) => {
        const { iban, codes } = judge(text);
        const isValid = isValidIBAN(text) && !['00', '01', '99'].includes(text.slice(2, 4));
        expect(iban !== undefined && codes.length === 0).toBe(isValid);
      }),
      { numRuns: 5000 },
    );
  });

  test('is either returned or refused, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const { iban, found } = judge(text);
        expect(found.length).toBe(iban === undefined ? 1 : 0);
      }),
    );
    for (const part of ['1', 'F', ' ', '.', 'IBAN', 'O', "'"]) {
      expect(judge(part.repeat(65_536 / part.length)).codes).toEqual(['iban_malformed']);
    }
  });

  test('has a known length and structure for every SEPA country', () => {
    for (const country of sepaCountries) {
      expect(judge(`${country}001`).codes).toEqual(['iban_length_wrong']);
    }
  });
});

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';

/** A national part with the structure of the country; in France and Monaco, half of them have the right key. */
function bbanOf(country: string, random: readonly number[]): string {
  const classes = [...(countrySpecs[country]?.bban_regexp ?? '').matchAll(/\[([^\]]+)\]\{(\d+)\}/g)];
  const alphabets = classes.flatMap(([, each = '', count]) => {
    const alphabet = (each.includes('A-Z') ? letters : '') + (each.includes('0-9') ? digits : '');
    return Array.from({ length: Number(count) }, () => alphabet);
  });
  const bban = alphabets.map((each, position) => each[(random[position] ?? 0) % each.length]).join('');
  return ['FR', 'MC'].includes(country) && (random[0] ?? 0) % 2 === 0 ? withRibKey(bban) : bban;
}

/** The key of a RIB by the banks' rule: 97 - ((89 bank + 15 branch + 3 account) mod 97). */
function withRibKey(bban: string): string {
  const mapped = bban.replaceAll(/[A-Z]/g, (letter) =>
    String(
      ['', 'AJ', 'BKS', 'CLT', 'DMU', 'ENV', 'FOW', 'GPX', 'HQY', 'IRZ'].findIndex((each) =>
        each.includes(letter),
      ),
    ),
  );
  const [bank, branch, account] = [mapped.slice(0, 5), mapped.slice(5, 10), mapped.slice(10, 21)].map(BigInt);
  const key = 97n - ((89n * (bank ?? 0n) + 15n * (branch ?? 0n) + 3n * (account ?? 0n)) % 97n);
  return bban.slice(0, 21) + String(key).padStart(2, '0');
}

/** IBANs of all SEPA countries: with right check digits, with random ones, or with one character changed. */
const ibanLike = fc
  .tuple(
    fc.constantFrom('FR', 'FR', 'FR', 'MC', ...sepaCountries),
    fc.array(fc.nat(999), { minLength: 30, maxLength: 30 }),
    fc.constantFrom('right', 'random', 'changed'),
    fc.tuple(fc.nat(33), fc.constantFrom(...letters, ...digits)),
  )
  .map(([country, random, way, [place, letter]]) => {
    const bban = bbanOf(country, random);
    const right = composeIBAN({ countryCode: country, bban }) ?? '';
    if (way === 'right') return right;
    if (way === 'random') return country + String((random[29] ?? 0) % 100).padStart(2, '0') + bban;
    const at = place % right.length;
    return at < 2 ? right : right.slice(0, at) + letter + right.slice(at + 1);
  });

/** A Lithuanian IBAN (digits only) with the given check digits, found by trying one after another. */
function findWithCheckDigits(wanted: string): string {
  for (let account = 0; ; account++) {
    const bban = String(account).padStart(16, '0');
    const check = 98n - (BigInt(`${bban}212900`) % 97n);
    if (String(check) === wanted) return `LT${wanted}${bban}`;
  }
}
