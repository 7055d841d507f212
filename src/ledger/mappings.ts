import { createHash } from 'node:crypto';
import { type Remembered, rememberedSchema } from '../domain/hints.ts';
import type { Home } from './home.ts';
import { textIn } from './text-in.ts';

/** People's choices of columns and of the rows to pay, by the header line of the file. */
export interface Mappings {
  remember(header: string, remembered: Remembered): Promise<void>;
  /** The last choice for the first of these header lines that has one. */
  among(headers: readonly string[]): Promise<Remembered | undefined>;
}

/** The most header lines that are remembered; further ones are not. */
const mostHeaders = 10_000;

export function createMappings({ redis, scripts, prefix, account, records }: Home): Mappings {
  const key = `${prefix}:maps`;
  return {
    async remember(header, remembered) {
      const field = headerDigest(header);
      if ((await redis.hlen(key)) >= mostHeaders && (await redis.hexists(key, field)) === 0) return;
      const text = JSON.stringify(remembered);
      await records.sealing(text, mapPlace(field), (sealed, keyId) =>
        scripts['save-record']([account, key], [field, sealed, keyId, '']),
      );
    },
    async among(headers) {
      if (headers.length === 0) return undefined;
      const fields = headers.map(headerDigest);
      const texts = await redis.hmget(key, ...fields);
      const open = await records.opener();
      for (const [at, field] of fields.entries()) {
        const stored = texts[at];
        // One that does not open was not written by this installation.
        const text = typeof stored === 'string' ? open(stored, mapPlace(field)) : undefined;
        const remembered = text === undefined ? undefined : textIn(rememberedSchema, text);
        if (remembered !== undefined) return remembered;
      }
      return undefined;
    },
  };
}

/** A plain hash is enough: names of columns are not personal data. */
function headerDigest(header: string): Buffer {
  return createHash('sha256').update(header).digest().subarray(0, 16);
}

/** The place for which the mapping of a header line with this digest is sealed. */
export const mapPlace = (field: Buffer) => `map ${field.toString('hex')}`;
