import { createHash } from 'node:crypto';
import { base32Of } from '../../domain/text/base32.ts';

/** Characters of a batch id: 60 bits of the digest in base 32. */
export const batchIdLength = 12;

/** SHA-256 over the content of a file, row by row. `again` distinguishes a deliberate repeat of the same content. */
export class BatchDigest {
  readonly #hash = createHash('sha256');
  #waiting = '';

  constructor(again?: string) {
    if (again !== undefined) this.add(lengthPrefixed(['again', again.trim().normalize('NFC')]));
  }

  /** Adds one row, as `lengthPrefixed` joins its texts. */
  add(text: string): void {
    this.#waiting += text;
    if (this.#waiting.length > 64 * 1024) this.#flush();
  }

  /**
   * Ends the digest. Returns it in hexadecimal, and the batch id made from it; another choice of rows is another
   * batch. `list` is the id of all rows whatever the choice: rows without a reference are named by it, so that a row
   * chosen twice keeps its name.
   */
  finish(choice?: string): { readonly digest: string; readonly batch: string; readonly list: string } {
    this.#flush();
    const whole = this.#hash.digest();
    const digest = choice === undefined ? whole : createHash('sha256').update(whole).update(choice).digest();
    return {
      digest: digest.toString('hex'),
      batch: base32Of(digest, batchIdLength),
      list: base32Of(whole, batchIdLength),
    };
  }

  #flush(): void {
    this.#hash.update(this.#waiting);
    this.#waiting = '';
  }
}

/** Precomputed for texts up to the longest label, which is nearly every text. */
const writtenLengths = Array.from({ length: 141 }, (_, length) => `${length}:`);

/** Joins texts, each with its length before it, so that no two lists give the same result. */
export function lengthPrefixed(texts: readonly string[]): string {
  let whole = `${texts.length}#`;
  for (const text of texts) {
    whole += writtenLengths[text.length] ?? `${text.length}:`;
    if (text !== '') whole += text;
  }
  return whole;
}
