import { describe, expect, test } from '@jest/globals';
import { shown, shownCharacter } from '../../src/domain/shown.ts';

describe('a text of a file', () => {
  test('is shown without anything that a terminal would obey', () => {
    expect(shown('a\u001b[31m\r\nb')).toBe('"aU+001B[31mU+000DU+000Ab"');
  });

  test('is cut at 40 characters, between characters', () => {
    expect(shown('x'.repeat(41))).toBe(`"${'x'.repeat(40)}…"`);
    expect(shown('😀'.repeat(50))).toBe(`"${'😀'.repeat(40)}…"`);
  });

  test('shows no IBAN and no link whole, wherever it is cut', () => {
    expect(shown('FR40 1450 8000 4067 6466 8712 J28')).toBe('"FR40…J28"');
    expect(shown(`${'x '.repeat(10)}FR4014508000406764668712J28`)).toContain('FR40…J28');
    expect(shown(`https://pay.bridgeapi.io/link/${'0'.repeat(64)}`)).toBe('"https://pay.bridgeapi.io/…"');
  });

  test('has its characters named so that they can be found', () => {
    expect(['_', '’', '\u00ad', '\u0301', ' '].map(shownCharacter)).toEqual([
      '"_"',
      '"’" (U+2019)',
      'U+00AD',
      'U+0301',
      '" "',
    ]);
  });
});
