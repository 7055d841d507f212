import { createHash } from 'node:crypto';
import { base32Of } from '../../domain/text/base32.ts';

/** Characters of a batch's id: 60 bits of the digest. */
export const batchIdLength = 12;

/** The digest of what a file says, row by row. A deliberate repeat of the same content is told apart by its word. */
export class BatchDigest {
  readonly #hash = createHash('sha256');
  #waiting = '';

  constructor(again?: string) {
    if (again !== undefined) this.add(said(['again', again.trim().normalize('NFC')]));
  }

  /** Adds one row's text, as `said` makes it. */
  add(text: string): void {
    this.#waiting += text;
    if (this.#waiting.length > 64 * 1024) this.#flush();
  }

  /**
   * The digest in hexadecimal, and the batch's id made from it: another choice of rows is another batch. The list is the id of all its rows,
   * whichever are chosen: rows without a name are called by it, so that a row that is chosen twice is one. Ends the digest.
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

/** Nearly every text is as short as a label at most, and a length that is at hand need not be written. */
const writtenLengths = Array.from({ length: 141 }, (_, length) => `${length}:`);

/** Texts as one, each with its length before it, so that no two lists of texts give the same. */
export function said(texts: readonly string[]): string {
  let whole = `${texts.length}#`;
  for (const text of texts) {
    whole += writtenLengths[text.length] ?? `${text.length}:`;
    if (text !== '') whole += text;
  }
  return whole;
}
