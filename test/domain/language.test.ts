import { describe, expect, test } from '@jest/globals';
import { describeFailure } from '../../src/domain/failure.ts';
import { inLanguage, languageOf } from '../../src/domain/language.ts';

const french = (text: string) => inLanguage(text, 'fr').replaceAll('\u00a0', ' ');

describe('in French', () => {
  test('a failure is said whole: field, sentence, detail and remedy', () => {
    const failure = {
      code: 'amount_ambiguous',
      field: 'amount',
      detail: 'Found "1.234": 1234,00 or 1,234? The column writes 1.234,56: 212 of 214 cells prove it.',
    } as const;
    expect(french(`  line 17  amount_ambiguous  ${describeFailure(failure)}`)).toBe(
      '  ligne 17  amount_ambiguous  amount : Le montant peut se lire de deux façons. Trouvé : "1.234", soit 1234,00 ou 1,234 ? ' +
        'La colonne écrit 1.234,56 : 212 cellules sur 214 le prouvent. Saisissez-le avec deux décimales, dans le format de la colonne.',
    );
  });

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
    expect(
      french('  "Montant": amount, read as 1.234,56 (4 of 5 cells prove it); line 3 could be either: held'),
    ).toBe(
      '  "Montant" : amount, lu comme 1.234,56 (4 cellules sur 5 le prouvent) ; la ligne 3 peut se lire des deux façons : en attente',
    );
  });

  test('what doctor finds, and what happened to a row, is said part by part', () => {
    expect(french("good     clock         0.4 s ahead of Bridge's")).toBe(
      'bon      horloge       0.4 s d’avance sur celle de Bridge',
    );
    expect(french('good     notices       by mail and webhook')).toBe(
      'bon      avis          par mail et par webhook',
    );
    expect(french('num: a number is missing among the files')).toBe(
      'num : un numéro manque parmi les fichiers',
    );
    expect(french('2026-11-25 09:00:00 UTC  paused, by ada, why month end')).toBe(
      '2026-11-25 09:00:00 UTC  mis en pause, par ada, motif month end',
    );
    expect(french('attempt 2: the list proves that no link came of it')).toBe(
      'tentative 2 : la liste prouve qu’aucun lien n’en est né',
    );
  });

  test('lines are listed, sums are written, and countries are named in French', () => {
    expect(french('lines 2, 3 and 4 not written so')).toBe('les lignes 2, 3 et 4 ne sont pas écrites ainsi');
    expect(french('Line 5 declares 3,835.32 EUR; 3 rows come to 150.00 EUR.')).toBe(
      'La ligne 5 annonce 3\u202f835,32 EUR ; 3 lignes font 150,00 EUR.',
    );
    expect(french('Found NL91…4300, 20 characters; Netherlands has 18.')).toBe(
      'Trouvé : NL91…4300, 20 caractères ; pour ce pays (Pays-Bas), il en faut 18.',
    );
  });

  test('nothing in quotes, no path and no word of a person is translated', () => {
    const cell = '"1 row. Found 5 cells; 12,345.67 EUR"';
    expect(french(`Found ${cell}.`)).toBe(`Trouvé : ${cell}.`);
    expect(french('3 rows, line 2.csv: 4 rows, 3 good, 1 rejected, 12.50 EUR')).toBe(
      '3 rows, line 2.csv : 4 lignes, bonnes : 3, rejetées : 1, 12,50 EUR',
    );
    expect(french('paused by line 3')).toBe('en pause par line 3');
  });

  test('wide spaces of a cell do not leave its failure in English', () => {
    const failure = { code: 'amount_unreadable', field: 'amount', detail: 'Found "1  2,,5".' } as const;
    expect(french(`  line 3  amount_unreadable  ${describeFailure(failure)}`)).toBe(
      '  ligne 3  amount_unreadable  amount : Le montant n’est pas un nombre. Trouvé : "1  2,,5". ' +
        'Saisissez des chiffres et au plus un séparateur décimal, dans le format de la colonne.',
    );
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
