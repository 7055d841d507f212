import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { base32Of } from './base32.ts';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Bytes of every key. */
export const keyBytes = 32;

/** The name of a key: 8 characters of a hash of it, which tell nothing of the key itself. */
export function keyIdOf(key: Buffer): string {
  return base32Of(createHash('sha256').update('linkmill key').update(key).digest(), 8);
}

/** A new random key. */
export function newKey(): Buffer {
  return randomBytes(keyBytes);
}

let nonces = Buffer.alloc(0);

/** Drawn in stock: asking for twelve bytes takes as long as asking for six thousand. None is given twice. */
function freshNonce(): Buffer {
  if (nonces.length === 0) nonces = randomBytes(nonceBytes * 512);
  const nonce = nonces.subarray(0, nonceBytes);
  nonces = nonces.subarray(nonceBytes);
  return nonce;
}

/** AES-256-GCM under a fresh nonce: nonce, ciphertext and tag, bound to the context. */
export function sealBytes(key: Buffer, bytes: string | Buffer, context: string): Buffer {
  const nonce = freshNonce();
  const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(context));
  const sealed = typeof bytes === 'string' ? sealing.update(bytes, 'utf8') : sealing.update(bytes);
  return Buffer.concat([nonce, sealed, sealing.final(), sealing.getAuthTag()]);
}

/** A sealed text was changed, or stands in another place than the one that it was sealed for. The message names the place. */
export class SealBroken extends Error {}

/** What `sealBytes` sealed by this key in this context; `SealBroken` where either is another one, or the bytes were changed. */
export function openBytes(key: Buffer, bytes: Buffer, context: string): Buffer {
  if (bytes.length < nonceBytes + tagBytes) throw new SealBroken(`a sealed text is cut short: ${context}`);
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  opening.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([opening.update(bytes.subarray(nonceBytes, -tagBytes)), opening.final()]);
  } catch {
    throw new SealBroken(`a sealed text was changed, or stands where it was not sealed for: ${context}`);
  }
}

/** As `sealBytes`, as text that names its key: `<id of the key>.<base64url>`. */
export function sealWith(key: Buffer, id: string, text: string | Buffer, context: string): string {
  return `${id}.${sealBytes(key, text, context).toString('base64url')}`;
}

/** The id of the key that a sealed text names; undefined where the text is none. */
export function sealedBy(sealed: string): string | undefined {
  return /^([a-z2-7]{8})\.[\w-]{38,}$/.exec(sealed)?.[1];
}

/** What `sealWith` sealed; see `openBytes`. */
export function openWith(key: Buffer, sealed: string, context: string): Buffer {
  return openBytes(key, Buffer.from(sealed.slice(sealed.indexOf('.') + 1), 'base64url'), context);
}
