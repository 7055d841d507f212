import { describe, expect, test } from '@jest/globals';
import type { Failure } from '../../src/domain/failure.ts';
import { judgeEndToEndId, judgePayerReference, judgeReference } from '../../src/domain/reference.ts';

function codes(judge: typeof judgeReference | typeof judgeEndToEndId, text: string) {
  const found: Failure[] = [];
  const value = judge(text, 'field', found);
  return value ?? found.map(({ code }) => code);
}

describe('a reference', () => {
  test.each(['R-1', 'Änderung #7 : ≥', 'x'.repeat(100)])('%s is accepted unchanged', (text) => {
    expect(codes(judgeReference, text)).toBe(text);
  });

  test('longer than 100 characters, or with invisible ones, is refused', () => {
    expect(codes(judgeReference, 'x'.repeat(101))).toEqual(['reference_too_long']);
    expect(codes(judgeReference, 'a\u200bb')).toEqual(['characters_not_allowed']);
  });

  test('that is empty is absent', () => {
    expect(codes(judgeReference, '')).toEqual([]);
  });
});

describe('an end-to-end id', () => {
  test("consists of at most 35 of SEPA's characters and the underscore", () => {
    expect(codes(judgeEndToEndId, "aZ09/-?:().,'+ _")).toBe("aZ09/-?:().,'+ _");
    expect(codes(judgeEndToEndId, 'é')).toEqual(['characters_not_allowed']);
    expect(codes(judgeEndToEndId, `${'x'.repeat(35)}#`)).toEqual([
      'end_to_end_id_too_long',
      'characters_not_allowed',
    ]);
  });
});

describe('a payer reference', () => {
  test('consists of at most 35 letters, digits, dashes and underscores', () => {
    expect(codes(judgePayerReference, 'client_7-A')).toBe('client_7-A');
    expect(codes(judgePayerReference, 'client 7')).toEqual(['characters_not_allowed']);
    expect(codes(judgePayerReference, 'x'.repeat(36))).toEqual(['payer_reference_too_long']);
  });
});
