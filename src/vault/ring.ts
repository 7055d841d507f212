import { keyIdOf, openWith, SealBroken, sealedBy, sealWith } from '../domain/crypto/sealing.ts';
import type { Vault } from '../domain/crypto/vault.ts';
import { fail } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';

/**
 * A vault over a ring of 32-byte keys, the current one first. `load` returns the ring as it is now: it is called
 * before each sealing, and for a text whose key is not in the ring, so that a rotation needs no restart.
 * `loadDropped` returns keys that only open texts sealed before they were dropped, such as a backup.
 */
export function createVault(
  load: () => readonly Buffer[],
  loadDropped: () => readonly Buffer[] = () => [],
): Vault {
  let ring = ringOf(load());
  const reload = () => {
    ring = ringOf(load());
    return ring;
  };
  const keyOf = (id: string) => ring.get(id) ?? reload().get(id) ?? ringOf(loadDropped()).get(id);
  return {
    currentId: () => reload().keys().next().value,
    ids: () => [...reload().keys()],
    opens: (id) => keyOf(id) !== undefined,
    seal(text, context) {
      const [current] = reload();
      if (current === undefined) throw fail('key_missing', message('no_key_set', {}));
      const [id, key] = current;
      return sealWith(key, id, text, context);
    },
    open(sealed, context) {
      const id = sealedBy(sealed);
      if (id === undefined) throw new SealBroken(`no sealed text: ${context}`);
      const key = keyOf(id);
      if (key === undefined) throw fail('key_missing', message('key_named', { key: id }));
      return openWith(key, sealed, context);
    },
  };
}

function ringOf(keys: readonly Buffer[]): ReadonlyMap<string, Buffer> {
  return new Map(keys.map((key) => [keyIdOf(key), key]));
}
