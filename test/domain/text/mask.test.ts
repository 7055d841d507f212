import { expect, test } from '@jest/globals';
import { maskSecrets } from '../../../src/domain/text/mask.ts';

const token = 'ab12'.repeat(16);

test.each([
  ['to FR1420041010050500013M02606.', 'to FR14…606.'],
  ['to fr1420041010050500013m02606.', 'to fr14…606.'],
  ['to FR14 2004 1010 0505 0001 3M02 606, once', 'to FR14…606, once'],
  ['"DE89370400440532013000"', '"DE89…000"'],
  ['NO9386011117947', 'NO93…947'],
  [`see https://pay.bridgeapi.io/link/${token} now`, 'see https://pay.bridgeapi.io/… now'],
  [`{"url":"https:\\/\\/pay.bridgeapi.io\\/link\\/${token}"}`, '{"url":"https:\\/\\/pay.bridgeapi.io/…"}'],
  [`http://127.0.0.1:8080/link/${token}`, 'http://127.0.0.1:8080/…'],
  [`token ${token}`, 'token …'],
  ['redis://ada:word@redis.example.com/0', 'redis://…@redis.example.com/0'],
])('%s is masked', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked);
});

test.each([
  'https://api.bridgeapi.io/v3/payment/payment-links?limit=1',
  'batch k3v7q2m9x4ab, line 12, reference INV-2026-0042',
  '550e8400-e29b-41d4-a716-446655440000',
  '2026-11-22T22:38:00.000Z',
])('%s is not masked', (text) => {
  expect(maskSecrets(text)).toBe(text);
});
