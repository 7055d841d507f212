import { expect, test } from '@jest/globals';
import { base32Of } from '../../../src/domain/text/base32.ts';

test.each([
  ['f', 1, 'm'],
  ['foob', 6, 'mzxw6y'],
  ['foobar', 9, 'mzxw6ytbo'],
])('the base32 of %p is as in RFC 4648', (text, length, expected) => {
  expect(base32Of(new TextEncoder().encode(text), length)).toBe(expected);
});
