import { keyBytes } from '../crypto/sealing.ts';

/** Reads a key of 32 bytes from 64 hexadecimal digits or base64; undefined for anything else. */
export function readKey(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (!/^[\w+/-]{43}=?$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length === keyBytes ? key : undefined;
}

/** Splits keys at commas, the current one first; undefined where `readKey` does not accept one of them. */
export function readKeys(text: string): readonly string[] | undefined {
  const keys = text.split(',').map((part) => part.trim());
  return keys.every((key) => readKey(key) !== undefined) ? keys : undefined;
}
