import { describe, expect, test } from '@jest/globals';
import { damageOf } from '../../src/domain/damaged-text.ts';

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
    'Wa³êsa',
    '£ukasz',
    'Voilà VoilÃ Exemple',
  ])('%j was damaged', (text) => {
    expect(damageOf(text, 'name', ofGermany)).toEqual({});
  });

  test.each([
    ['FranÃ§ois', 'François'],
    ['Lâ€™Atelier', 'L’Atelier'],
    ['MÃ¼ller', 'Müller'],
  ])('%j was encoded twice, and %j is meant', (text, meant) => {
    expect(damageOf(text, 'name', ofGermany)).toEqual({ meant });
  });

  test.each([
    'François Lefèvre',
    'Guðrún Þórsdóttir',
    'Sigurðsson',
    'Hafþór Júlíus',
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
  ])('%j is whole', (text) => {
    expect(damageOf(text, 'name', ofGermany)).toBeUndefined();
  });

  test('of Iceland has no account in Lithuania', () => {
    expect(damageOf('Þukauskas', 'name', 'LT821000011101001001')).toEqual({});
    expect(damageOf('Þukauskas', 'name', ofGermany)).toBeUndefined();
  });
});

describe('a label', () => {
  test('may end in a question mark, and not hold one among letters', () => {
    expect(damageOf('Refund?', 'label', ofGermany)).toBeUndefined();
    expect(damageOf('Remboursement d?finitif', 'label', ofGermany)).toEqual({});
  });
});

test('a reference is damaged where a character was replaced', () => {
  expect(damageOf('R?1', 'reference', ofGermany)).toBeUndefined();
  expect(damageOf('R\ufffd1', 'reference', ofGermany)).toEqual({});
});
