import { describe, expect, test } from '@jest/globals';
import { describeFailure } from '../../src/domain/failure.ts';
import { inLanguage, languageOf } from '../../src/domain/language.ts';

const french = (text: string) => inLanguage(text, 'fr').replaceAll('\u00a0', ' ');

describe('in French', () => {
  test('a failure whose sentence reads like another one is none the less said as itself', () => {
    const failure = { code: 'amounts_not_positive', field: 'amount' } as const;
    expect(french(`amounts_not_positive: ${describeFailure(failure)}`)).toMatch(
      /^amounts_not_positive : amount : Aucun montant/,
    );
  });

  test('a line of columns is said part by part', () => {
    expect(french('  created         16  4,466.03 EUR in links')).toBe(
      '  créés           16  4\u202f466,03 EUR en liens',
    );
  });

  test('what happened to a row is shown part by part', () => {
    expect(french('2026-11-25 09:00:00 UTC  paused, by ada, why month end')).toBe(
      '2026-11-25 09:00:00 UTC  mis en pause, par ada, motif month end',
    );
    expect(french('attempt 2: the list proves that no link came of it')).toBe(
      'tentative 2 : la liste prouve qu’aucun lien n’en est né',
    );
  });

  test('nothing in quotes, no path and no word of a person is translated', () => {
    const cell = '"1 row. Found 5 cells; 12,345.67 EUR"';
    expect(french(`It said: ${cell}.`)).toBe(`Il a dit : ${cell}.`);
    expect(french('paused by line 3')).toBe('en pause par line 3');
  });

  test('wide spaces of a cell do not leave what stands around it in English', () => {
    expect(french('  "a"  1 row  "b  c"')).toBe('  "a"  1 ligne  "b  c"');
  });

  test('what is no text of ours stays as it is', () => {
    for (const text of ['', 'Ada Example', 'https://example.com/a: b, c', 'x'.repeat(100_000)])
      expect(inLanguage(text, 'fr')).toBe(text);
  });
});

test('in English every text stays as it is', () => {
  expect(inLanguage('Nothing was sent.', 'en')).toBe('Nothing was sent.');
});

test.each([
  [{ LANG: 'fr_FR.UTF-8' }, 'fr'],
  [{ LANG: 'fr' }, 'fr'],
  [{ LANG: 'fr_FR.UTF-8', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'en_GB.UTF-8', LC_MESSAGES: 'fr_BE' }, 'fr'],
  [{ LANG: 'frr_DE' }, 'en'],
  [{ LANG: 'de_AT.UTF-8' }, 'de'],
  [{ LANG: 'de_DE', LINKMILL_LANG: 'fr' }, 'fr'],
  [{}, 'en'],
])('the environment %j says %s', (environment, language) => {
  expect(languageOf(environment)).toBe(language);
});
