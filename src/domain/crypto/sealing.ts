import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { base32Of } from '../text/base32.ts';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Length of every key. */
export const keyBytes = 32;

/** The id of a key: 8 characters of a hash of it, which reveal nothing of the key itself. */
export function keyIdOf(key: Buffer): string {
  return base32Of(createHash('sha256').update('linkmill key').update(key).digest(), 8);
}

/** A new random key. */
export function newKey(): Buffer {
  return randomBytes(keyBytes);
}

const stock = { bytes: Buffer.alloc(0) };
const drawnBytes = 16;

/** Random bytes from a stock: a call for sixteen bytes takes as long as one for eight thousand. A process uses no byte twice. */
function drawn(): Buffer {
  if (stock.bytes.length === 0) stock.bytes = randomBytes(drawnBytes * 512);
  const bytes = stock.bytes.subarray(0, drawnBytes);
  stock.bytes = stock.bytes.subarray(drawnBytes);
  return bytes;
}

/** The keys that derive nonces, by the key that they belong to: separate ones, so that no key serves two purposes. */
const nonceKeys = new WeakMap<Buffer, KeyObject>();

function nonceKeyOf(key: Buffer): KeyObject {
  const known = nonceKeys.get(key);
  if (known !== undefined) return known;
  const made = createSecretKey(createHmac('sha256', key).update('linkmill nonces').digest());
  nonceKeys.set(key, made);
  return made;
}

/**
 * Derives a nonce from random bytes, the context and the text itself. Two copies of a running machine draw the same random bytes for a
 * while; random bytes alone would then seal two texts under one nonce, which exposes both. Derived like this, two nonces are equal only for
 * the same text in the same place.
 */
function nonceFor(key: Buffer, bytes: string | Buffer, context: string, chance: Buffer): Buffer {
  const hmac = createHmac('sha256', nonceKeyOf(key)).update(chance);
  return hmac.update(`${context.length} ${context}\n`).update(bytes).digest().subarray(0, nonceBytes);
}

/** AES-256-GCM under a new nonce, bound to the context: nonce, ciphertext and tag. `chance`: 16 random bytes, drawn unless given. */
export function sealBytes(key: Buffer, bytes: string | Buffer, context: string, chance = drawn()): Buffer {
  const nonce = nonceFor(key, bytes, context, chance);
  const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(context));
  const sealed = typeof bytes === 'string' ? sealing.update(bytes, 'utf8') : sealing.update(bytes);
  return Buffer.concat([nonce, sealed, sealing.final(), sealing.getAuthTag()]);
}

/** A sealed text was changed, or is in another place than the one that it was sealed for. The message names the place. */
export class SealBroken extends Error {}

/** The bytes that `sealBytes` sealed; throws `SealBroken` where the key or the context is another one, or the bytes were changed. */
export function openBytes(key: Buffer, bytes: Buffer, context: string): Buffer {
  if (bytes.length < nonceBytes + tagBytes) throw new SealBroken(`a sealed text is too short: ${context}`);
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  opening.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes));
  try {
    const opened = opening.update(bytes.subarray(nonceBytes, -tagBytes));
    // Checks the tag; returns no bytes in this mode.
    opening.final();
    return opened;
  } catch {
    throw new SealBroken(`a sealed text was changed, or was sealed for another place: ${context}`);
  }
}

/** As `sealBytes`, but returns a text that names its key: `<id of the key>.<base64url>`. */
export function sealWith(key: Buffer, id: string, text: string | Buffer, context: string): string {
  return `${id}.${sealBytes(key, text, context).toString('base64url')}`;
}

/** The id of the key that a sealed text names; undefined where the text is not sealed. */
export function sealedBy(sealed: string): string | undefined {
  return /^([a-z2-7]{8})\.[\w-]{38,}$/.exec(sealed)?.[1];
}

/** The bytes that `sealWith` sealed; throws as `openBytes` does. */
export function openWith(key: Buffer, sealed: string, context: string): Buffer {
  return openBytes(key, Buffer.from(sealed.slice(sealed.indexOf('.') + 1), 'base64url'), context);
}
