import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { newKey, openBytes, sealBytes } from '../../../src/domain/crypto/sealing.ts';

const nonceOf = (sealed: Buffer) => sealed.subarray(0, 12).toString('hex');

test('copies of a running machine never seal two texts under one nonce', () => {
  const key = newKey();
  // Both copies draw the same random bytes.
  const chance = randomBytes(16);
  const one = sealBytes(key, 'FR1420041010050500013M02606', 'account batch 2 row', chance);
  const other = sealBytes(key, 'DE89370400440532013000', 'account batch 2 row', chance);
  const elsewhere = sealBytes(key, 'FR1420041010050500013M02606', 'account batch 3 row', chance);
  expect(new Set([one, other, elsewhere].map(nonceOf)).size).toBe(3);
  expect(nonceOf(one)).not.toBe(chance.subarray(0, 12).toString('hex'));
  expect(openBytes(key, other, 'account batch 2 row').toString()).toBe('DE89370400440532013000');
});

test('the same text in the same place is sealed differently each time, which hides that two texts are equal', () => {
  const key = newKey();
  const sealed = Array.from({ length: 2000 }, () => nonceOf(sealBytes(key, 'same', 'place')));
  expect(new Set(sealed).size).toBe(2000);
});

test('the nonce depends on where the context ends', () => {
  const key = newKey();
  const chance = randomBytes(16);
  expect(nonceOf(sealBytes(key, 'b\nc', 'a', chance))).not.toBe(nonceOf(sealBytes(key, 'c', 'a\nb', chance)));
});

test('a text that was sealed under a random nonce still opens', async () => {
  const { createCipheriv } = await import('node:crypto');
  const [key, nonce] = [newKey(), randomBytes(12)];
  const sealing = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from('place'));
  const sealed = Buffer.concat([nonce, sealing.update('text'), sealing.final(), sealing.getAuthTag()]);
  expect(openBytes(key, sealed, 'place').toString()).toBe('text');
});
