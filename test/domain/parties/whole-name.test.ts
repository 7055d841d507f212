import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NameEvidence, splitName } from '../../../src/domain/parties/whole-name.ts';

/** A column whose first cell is on line 2. */
function columnOf(cells: readonly string[]): NameEvidence {
  const evidence = new NameEvidence();
  cells.forEach((cell, position) => {
    evidence.note(cell, position + 2);
  });
  return evidence;
}

describe('a column of whole names', () => {
  test('with one or two cells proves no order', () => {
    expect(columnOf(['Müller, Köln', 'Exemple, Lyon']).conclude()).toBeUndefined();
    expect(columnOf(['BNP Paribas', 'AXA France']).conclude()).toBeUndefined();
  });

  test.each([
    [['Example, Ada', 'Modèle, Zoé Anne', '', 'Muster, Eva'], 'last_comma_first'],
    [['EXAMPLE Ada', 'Zoé MODÈLE', 'MUSTER-EXAMPLE Jean-Paul'], 'capitals_are_last'],
  ])('such as %p proves an order: %s', (cells, order) => {
    expect(columnOf(cells).conclude()).toBe(order);
  });

  test.each([
    ['one cell has no comma', ['Example, Ada', 'Ada Example']],
    ['one cell has two', ['Example, Ada', 'Muster, Max, Anna']],
    ['one side of a comma has no letter', ['Example, Ada', 'Muster, 2']],
    ['one cell is wholly in capitals', ['EXAMPLE Ada', 'MAX MUSTER']],
    ['one cell has no capitals', ['EXAMPLE Ada', 'Max Muster']],
    ['one cell is a single word', ['EXAMPLE Ada', 'MUSTER']],
    ['the ways are mixed', ['EXAMPLE Ada', 'Muster, Max']],
    ['there are capitals on both sides', ['EXAMPLE Ada MUSTER']],
    ['capitals stand in the middle', ['Ada EXAMPLE Muster']],
    ['there are only initials beside a name', ['A. Example']],
    ['nothing stands in it', ['', '']],
  ])('proves no order where %s', (_, cells) => {
    expect(columnOf(cells).conclude()).toBeUndefined();
  });

  test.each(['M.', 'Mme', 'Mr', 'Mrs', 'Ms', 'Herr', 'Frau', 'Dr', 'Dr.'])(
    'proves no order where a cell contains %s',
    (title) => {
      expect(columnOf(['Muster, Max', `Example, ${title} Ada`]).conclude()).toBeUndefined();
      expect(columnOf(['MUSTER Max', `${title} EXAMPLE Ada`]).conclude()).toBeUndefined();
    },
  );

  test.each(['EXAMPLE GmbH', 'Example SA', 'EXAMPLE Ada et Max', 'EXAMPLE Ada & Max', 'EXAMPLE Ada 2'])(
    'proves no order where a cell is not a single person: %s',
    (cell) => {
      expect(columnOf(['MUSTER Max', cell]).conclude()).toBeUndefined();
    },
  );

  test('may contain companies with a short first word in capitals: they neither prove nor disprove an order, and are not split', () => {
    expect(columnOf(['DUPONT Marie', 'BNP Paribas', 'SNCF Voyageurs']).conclude()).toBeUndefined();
    const persons = ['DUPONT Marie', 'MUSTER Max', 'Zoé MODÈLE'];
    expect(columnOf([...persons, 'BNP Paribas']).conclude()).toBe('capitals_are_last');
    expect(splitName('BNP Paribas', 'capitals_are_last')).toBeUndefined();
    expect(splitName('LE GALL Yann', 'capitals_are_last')).toEqual({
      firstName: 'Yann',
      lastName: 'LE GALL',
    });
  });

  test('without an order names the line that disproves it, or has too few cells', () => {
    const evidence = columnOf(['MUSTER Max', 'Ada Example', 'Max Muster']);
    expect(evidence.whyNot()).toBe(3);
    expect(columnOf(['Smith, John', 'Doe, Jane', 'Acme, Inc.']).whyNot()).toBe(4);
    expect(columnOf(['Smith, John', 'Doe, Jane']).whyNot()).toBe('few');
  });
});

describe('a whole name', () => {
  test.each([
    ['Example, Ada', 'Ada', 'Example'],
    ['de la Modèle ,  Zoé  Anne', 'Zoé Anne', 'de la Modèle'],
  ])('%s is split at its comma', (text, firstName, lastName) => {
    expect(splitName(text, 'last_comma_first')).toEqual({ firstName, lastName });
  });

  test.each([
    ['EXAMPLE-MUSTER Ada', 'Ada', 'EXAMPLE-MUSTER'],
    ['Ada EXAMPLE', 'Ada', 'EXAMPLE'],
    ['Zoé Anne MODÈLE', 'Zoé Anne', 'MODÈLE'],
    ['DE LA MODÈLE Zoé', 'Zoé', 'DE LA MODÈLE'],
    ['Zoé de LA MODÈLE', 'Zoé', 'de LA MODÈLE'],
    ['van der MUSTER Max', 'Max', 'van der MUSTER'],
    ['Zoé d’EXEMPLE', 'Zoé', 'd’EXEMPLE'],
    ["O'EXAMPLE Ada", 'Ada', "O'EXAMPLE"],
    ['GROßMUSTER Max', 'Max', 'GROßMUSTER'],
    ['EXAMPLE J.-P.', 'J.-P.', 'EXAMPLE'],
    ['EXAMPLE Ada M', undefined, undefined],
    ['J.-P. Example', undefined, undefined],
    ['EXAMPLE Ada de', undefined, undefined],
    ['EXAMPLE, Ada', undefined, undefined],
    ['例子 Ada', undefined, undefined],
  ])('%s has its last name in capitals', (text, firstName, lastName) => {
    expect(splitName(text, 'capitals_are_last')).toEqual(
      lastName === undefined ? undefined : { firstName, lastName },
    );
  });

  test('loses no letter when it is split, and has no empty part', () => {
    const word = fc.constantFrom('Ada', 'EXAMPLE', 'de', 'd’', 'MODÈLE', ',', 'M.', 'Zoé', 'J.', '&', '');
    const text = fc.oneof(
      fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
      fc.string({ unit: 'binary' }),
    );
    const letters = (name: string) => [...name.replaceAll(/[\s,]/g, '')].toSorted().join('');
    fc.assert(
      fc.property(text, fc.constantFrom('last_comma_first', 'capitals_are_last'), (name, order) => {
        const split = splitName(name, order);
        if (split === undefined) return;
        expect(letters(split.firstName + split.lastName)).toBe(letters(name));
        expect(split.firstName).toMatch(/\p{L}/u);
        expect(split.lastName).toMatch(/\p{L}/u);
      }),
      { numRuns: 2000 },
    );
    expect(splitName('A '.repeat(32_768), 'capitals_are_last')).toBeUndefined();
  });
});
