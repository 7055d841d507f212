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
