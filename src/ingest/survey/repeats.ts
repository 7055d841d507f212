import type { Reading } from '../rows/reading.ts';
import { Sightings } from './sightings.ts';

/** Finds repeated references and payments that look alike, in one pass. */
export class Repeats {
  /** Lines with a repeated client reference, each with another line that has it. */
  readonly repeated = new Map<number, number>();
  /** Lines with the IBAN, amount and label cell of another line. */
  readonly duplicates = new Map<number, number>();
  /** Rows with a client reference, and rows without. */
  named = 0;
  unnamed = 0;
  /** Unnamed rows with an end-to-end id. */
  withEndToEndId = 0;
  /** Every unnamed row has an end-to-end id that is no other row's reference. */
  endToEndFits = true;
  readonly #references: Sightings;
  readonly #endToEndIds: Sightings;
  readonly #payments: Sightings;

  /** `key` is that of `Sightings`. */
  constructor(key: string) {
    this.#references = new Sightings(key);
    this.#endToEndIds = new Sightings(key);
    this.#payments = new Sightings(key);
  }

  /** Adds one row; call in line order. */
  note(reading: Reading): void {
    const { line, flaw } = reading.row;
    if (flaw !== undefined || reading.isLeftOut) return;
    if (reading.clientReference === '') this.#noteEndToEndId(reading.endToEndId, line);
    else this.#noteReference(reading.clientReference, line);
    const { contents } = reading;
    if (contents?.iban === undefined) return;
    const payment = `${contents.iban} ${contents.amountCents} ${contents.label ?? ''}`;
    const earlier = this.#payments.sight(payment, line);
    if (earlier !== 0 && this.repeated.get(line) !== earlier) pair(this.duplicates, earlier, line);
  }

  #noteReference(reference: string, line: number): void {
    this.named++;
    const earlier = this.#references.sight(reference, line);
    if (earlier !== 0) pair(this.repeated, earlier, line);
    if (this.#endToEndIds.lineOf(reference) !== 0) this.endToEndFits = false;
  }

  #noteEndToEndId(id: string, line: number): void {
    this.unnamed++;
    if (id === '') this.endToEndFits = false;
    else this.withEndToEndId++;
    if (!this.endToEndFits) return;
    const isTaken = this.#endToEndIds.sight(id, line) !== 0 || this.#references.lineOf(id) !== 0;
    if (isTaken) this.endToEndFits = false;
  }
}

function pair(lines: Map<number, number>, earlier: number, line: number): void {
  if (!lines.has(earlier)) lines.set(earlier, line);
  lines.set(line, earlier);
}
