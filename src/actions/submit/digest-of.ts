import { createHash } from 'node:crypto';

/** SHA-256 of bytes, hexadecimal. */
export async function digestOf(bytes: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
}
