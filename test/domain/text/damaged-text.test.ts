import { describe, expect, test } from '@jest/globals';
import { damageOf } from '../../../src/domain/text/damaged-text.ts';

const ofGermany = 'DE62370400440532013001';

describe('a name', () => {
  test.each([
    'Chlo?',
    'Fran?ois',
    'Fran??ois',
    '?lodie',
    'Lef\ufffdvre',
    'M\u0081ller',
    '\u202enoitatiC',
    'Ðimkutë',
    'Gràþinimas',
    'Kazlauskienë',
    'Çiðdem',
    'Gülþen',
    'Þahin Yýldýz',
    'Þule Iþýk',
    'Wa³êsa',
    '£ukasz',
    'Voilà VoilÃ Exemple',
  ])('%j is damaged', (text) => {
    expect(damageOf(text, 'name', ofGermany)).toEqual({});
  });

  test.each([
    ['FranÃ§ois', 'François'],
    ['Lâ€™Atelier', 'L’Atelier'],
    ['MÃ¼ller', 'Müller'],
  ])('%j was encoded twice and means %j', (text, meant) => {
    expect(damageOf(text, 'name', ofGermany)).toEqual({ meant });
  });

  test.each([
    'François Lefèvre',
    'Guðrún Þórsdóttir',
    'Sigurðsson',
    'Hafþór Júlíus',
    'Guðný Jónsdóttir',
    'Ýmir Þorsteinsson',
    'Rógvi á Høgnadóttir',
    'Nový',
    'Sýkora',
    'Žukauskas',
    'Kazlauskienė',
    'Yılmaz',
    'SÃO PAULO',
    'João Conceição',
    'Łukasz Wałęsa',
    'Dvořák',
    'Noël Citroën',
    'Nguyễn',
    'Gal·la',
    'Mª Carmen Núñez',
    'Mañch Fañch',
    'ÇÖZÜM',
  ])('%j is not damaged', (text) => {
    expect(damageOf(text, 'name', ofGermany)).toBeUndefined();
  });

  test('with replaced Turkish letters is damaged, unless its IBAN is from Iceland', () => {
    expect(damageOf('Guðný Þyri', 'name', ofGermany)).toEqual({});
    expect(damageOf('Guðný Þyri', 'name', 'IS140159260076545510730339')).toBeUndefined();
  });

  test('with letters that were replaced elsewhere in its file is damaged, unless its country has them', () => {
    for (const text of ['Þule', 'Oðul', 'Yýlmaz', 'Ýbrahim']) {
      expect(damageOf(text, 'name', ofGermany)).toBeUndefined();
      expect(damageOf(text, 'name', ofGermany, true)).toEqual({});
      expect(damageOf(text, 'name', 'IS140159260076545510730339', true)).toBeUndefined();
    }
    expect(damageOf('Nový', 'name', 'CZ6508000000192000145399', true)).toBeUndefined();
    expect(damageOf('Müller', 'name', ofGermany, true)).toBeUndefined();
  });

  test('with Icelandic letters is damaged where its IBAN is from Lithuania', () => {
    expect(damageOf('Þukauskas', 'name', 'LT821000011101001001')).toEqual({});
    expect(damageOf('Þukauskas', 'name', ofGermany)).toBeUndefined();
  });
});

describe('a label', () => {
  test('may end in a question mark, but is damaged with one between letters', () => {
    expect(damageOf('Refund?', 'label', ofGermany)).toBeUndefined();
    expect(damageOf('Remboursement d?finitif', 'label', ofGermany)).toEqual({});
  });
});

test('a reference is damaged where a character was replaced', () => {
  expect(damageOf('R?1', 'reference', ofGermany)).toBeUndefined();
  expect(damageOf('R\ufffd1', 'reference', ofGermany)).toEqual({});
});
