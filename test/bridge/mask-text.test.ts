import { expect, test } from '@jest/globals';
import { maskText } from '../../src/bridge/mask-text.ts';

test.each([
  ['IBAN FR4014508000406764668712J28 is wrong', 'IBAN FR40…J28 is wrong'],
  ['IBAN fr4014508000406764668712j28 is wrong', 'IBAN fr40…j28 is wrong'],
  ['IBAN FR40 1450 8000 4067 6466 8712 J28, sorry', 'IBAN FR40…J28, sorry'],
  ['see https://pay.bridgeapi.io/link/abc?x=1 now', 'see [address] now'],
  ['{"url":"https:\\/\\/pay.bridgeapi.io\\/link\\/abc"}', '{"url":"[address]'],
  [`token ${'0123456789abcdef'.repeat(4)}`, 'token [token]'],
  ['secret s3cr3t is wrong', 'secret [secret] is wrong'],
  ['two\u0007 lines\r\n\u001b[31mred', 'two  lines [31mred'],
])('%j becomes %j', (text, masked) => {
  expect(maskText(text, ['s3cr3t', ''])).toBe(masked);
});

test('a masked text is cut to 300 characters', () => {
  expect(maskText('word '.repeat(100), [])).toHaveLength(300);
});

test('an IBAN across the cut is masked before the text is cut', () => {
  const text = `${'word '.repeat(58)}FR4014508000406764668712J28`;
  expect(maskText(text, [])).not.toContain('14508');
});
