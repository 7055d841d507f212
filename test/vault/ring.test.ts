import { expect, test } from '@jest/globals';
import { keyIdOf, newKey } from '../../src/domain/crypto/sealing.ts';
import { message } from '../../src/i18n/messages.ts';
import { createVault } from '../../src/vault/ring.ts';

const [first, second] = [newKey(), newKey()];

test('a sealed text opens in its own context only, and a changed text nowhere', () => {
  const vault = createVault(() => [first]);
  const sealed = vault.seal('FR1420041010050500013M02606', 'account batch 2');
  expect(vault.open(sealed, 'account batch 2').toString()).toBe('FR1420041010050500013M02606');
  expect(sealed).toMatch(new RegExp(`^${keyIdOf(first)}\\.`));
  expect(() => vault.open(sealed, 'account batch 3')).toThrow('was changed');
  const changed = `${sealed.slice(0, 40)}${sealed[40] === 'A' ? 'B' : 'A'}${sealed.slice(41)}`;
  expect(() => vault.open(changed, 'account batch 2')).toThrow('was changed');
});

test('equal texts are sealed differently each time, an empty one too', () => {
  const vault = createVault(() => [first]);
  expect(vault.seal('', 'here')).not.toBe(vault.seal('', 'here'));
  expect(vault.open(vault.seal('', 'here'), 'here')).toHaveLength(0);
});

test('the first key seals, later ones open, and the ring is loaded again for an unknown key', () => {
  let ring = [first];
  const [vault, other] = [createVault(() => ring), createVault(() => ring)];
  const old = vault.seal('old', 'x');
  ring = [second, first];
  const fresh = other.seal('fresh', 'x');
  expect(fresh.startsWith(keyIdOf(second))).toBe(true);
  expect([vault.open(old, 'x'), vault.open(fresh, 'x')].map(String)).toEqual(['old', 'fresh']);
  expect(vault.ids()).toEqual([keyIdOf(second), keyIdOf(first)]);
});

test('a missing key is named, and without a key nothing is sealed', () => {
  const sealed = createVault(() => [first]).seal('text', 'x');
  expect(() => createVault(() => [second]).open(sealed, 'x')).toThrow(
    expect.objectContaining({
      failures: [{ code: 'key_missing', details: [message('key_named', { key: keyIdOf(first) })] }],
    }),
  );
  const none = createVault(() => []);
  expect(none.currentId()).toBeUndefined();
  expect(() => none.seal('text', 'x')).toThrow('no_key_set');
});

test('a key that was dropped opens, and neither seals nor counts among the ring', () => {
  const old = createVault(() => [first]).seal('old', 'x');
  const vault = createVault(
    () => [second],
    () => [first],
  );
  expect(String(vault.open(old, 'x'))).toBe('old');
  expect([vault.opens(keyIdOf(first)), vault.ids()]).toEqual([true, [keyIdOf(second)]]);
  expect(createVault(() => [second]).opens(keyIdOf(first))).toBe(false);
});
