import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Failure } from '../../../src/domain/failure.ts';
import {
  adaptedTo,
  type CharacterSet,
  charactersOutside,
  isLongerThan,
  judgeCharacters,
  normalised,
  payerReferenceText,
  providerText,
  replacementFor,
  sepaText,
  visibleText,
} from '../../../src/domain/text/characters.ts';
import { detailOf } from '../../support/in-words.ts';

function shownOf(text: string, set: CharacterSet): string | undefined {
  const found: Failure[] = [];
  judgeCharacters(text, set, 'label', found);
  return found[0] && detailOf(found[0]);
}

describe('characters', () => {
  test.each(["Benoît D'Exemple", 'Łucja Przykład', 'Žofie Ðorđe Ñ ß ø Æ', 'Nguyễn', 'a+(b)/.-!?,;&%€ 0'])(
    '%s may be a name or a label',
    (text) => {
      expect(charactersOutside(text, providerText)).toEqual([]);
    },
  );

  test.each([
    [':', 'Instead of ":" type "-".'],
    ['’', 'Instead of "’" (U+2019) type "\'".'],
    ['–', 'Instead of "–" (U+2013) type "-".'],
    ['\u00a0', 'Instead of U+00A0 NO-BREAK SPACE type " ".'],
    ['\u200b', 'Leave out U+200B.'],
    ['\n', 'Instead of U+000A LINE FEED type " ".'],
    ['Ж', 'Instead of "Ж" (U+0416) type "Zh".'],
    ['ﬁ', 'Instead of "ﬁ" (U+FB01) type "fi".'],
    ['_:_', 'Instead of "_" type "-". Instead of ":" type "-".'],
    ['\u001b[2J', 'Leave out U+001B ESCAPE. Instead of "[" type "(".'],
  ])('%p in a label are named, with what to type instead', (text, detail) => {
    expect(shownOf(text, providerText)).toBe(detail);
  });

  test.each([
    ['é', sepaText, 'e'],
    ['#', sepaText, '-'],
    ['.', payerReferenceText, '-'],
    ['ü', payerReferenceText, 'u'],
  ])('such as %s have a replacement in the set of the field', (character, set, replacement) => {
    expect(replacementFor(character, set)).toBe(replacement);
  });

  test('are all in the set after they were adapted to it', () => {
    const sets = fc.constantFrom(providerText, sepaText, payerReferenceText, visibleText);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), sets, (text, set) => {
        expect(charactersOutside(adaptedTo(text, set), set)).toEqual([]);
      }),
    );
  });

  test('that the quick test of a set accepts together are accepted one by one', () => {
    const sets = fc.constantFrom(providerText, sepaText, payerReferenceText, visibleText);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3 }), sets, (text, set) => {
        if (set.plain.test(text)) expect([...text].filter((each) => !set.allows.test(each))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('are composed and trimmed before they are judged', () => {
    expect(normalised('  Benoi\u0302t ')).toBe('Benoît');
    expect(normalised('two  spaces')).toBe('two  spaces');
  });

  test.each([
    ['DE62\u00a03704\u202f0044', 'DE62 3704 0044'],
    ['\u202dDE62\u202c', 'DE62'],
    ['\ufeff\u200b12.50\u200f', '12.50'],
    ['Jean\u00adMarc\u2060', 'JeanMarc'],
    ['Ada\u3000Example\u2003', 'Ada Example'],
    ['e\u200d\u0301', 'é'],
  ])('that are invisible are left out of %j, and every space becomes a plain one', (text, plain) => {
    expect(normalised(text)).toBe(plain);
  });

  test.each(['\u202e05.21', '\u202b50 12', '\u206750 12'])(
    'that reverse the order of %j are not removed',
    (text) => {
      expect(normalised(text)).toBe(text);
    },
  );

  test('are counted as code points', () => {
    expect(isLongerThan('𝒜'.repeat(35), 35)).toBe(false);
    expect(isLongerThan('a'.repeat(36), 35)).toBe(true);
  });

  test('outside the set are named up to a limit, and the others counted', () => {
    expect(shownOf('абвгдежзиклмн', providerText)).toMatch(/ 3 more characters are not allowed\.$/);
  });
});
