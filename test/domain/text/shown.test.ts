import { describe, expect, test } from '@jest/globals';
import { legible, legibleJson, shown, shownCharacter } from '../../../src/domain/text/shown.ts';

describe('a text of a file', () => {
  test('is shown without characters that a terminal interprets', () => {
    expect(shown('a\u001b[31m\r\nb')).toBe('"aU+001B[31mU+000DU+000Ab"');
  });

  test('is cut after 40 characters, never inside one', () => {
    expect(shown('x'.repeat(41))).toBe(`"${'x'.repeat(40)}…"`);
    expect(shown('😀'.repeat(50))).toBe(`"${'😀'.repeat(40)}…"`);
  });

  test('never shows an IBAN or a link whole, wherever it is cut', () => {
    expect(shown('FR40 1450 8000 4067 6466 8712 J28')).toBe('"FR40…J28"');
    expect(shown(`${'x '.repeat(10)}FR4014508000406764668712J28`)).toContain('FR40…J28');
    expect(shown(`https://pay.bridgeapi.io/link/${'0'.repeat(64)}`)).toBe('"https://pay.bridgeapi.io/…"');
  });

  test('has its characters named so that a person can find them', () => {
    expect(['_', '’', '\u00ad', '\u0301', ' '].map(shownCharacter)).toEqual([
      '"_"',
      '"’" (U+2019)',
      'U+00AD',
      'U+0301',
      '" "',
    ]);
  });
});

describe('a text on one line', () => {
  test('contains the joiners that names in joined scripts need, and no others', () => {
    for (const name of ['علی\u200cرضا', 'क्\u200dष', 'شركة']) expect(legible(name)).toBe(name);
    expect(legible('pay\u200cpal \u200d علی\u200c')).toBe('payU+200Cpal U+200D علیU+200C');
  });

  test('contains accents, wide letters and pictures, and shows half surrogate pairs by their code', () => {
    const text = 'Zoë — Łódź 東京 😀 “x” 1\u202f234,00\u00a0€';
    expect(legible(text)).toBe(text);
    expect(legible('a\ud800b')).toBe('aU+D800b');
  });

  test('is the same value in JSON, with misleading characters escaped', () => {
    const value = { name: 'a\u202eb\u2028\u{e0041}\u0085\u007f' };
    expect(legibleJson(value)).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(legibleJson(value))).toEqual(value);
  });
});
