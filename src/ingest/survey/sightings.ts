import { TextHash } from './text-hash.ts';

/**
 * Remembers on which line each text was first seen, in 16 to 32 bytes per text of any length: 64 bits of a hash and
 * the line, in open addressing over typed arrays. Among a million texts, two share a hash with a chance of 1 in 30
 * million; the consequence is a row that is rejected or warned about, never one that is sent. The key must be unknown
 * to whoever writes the texts: otherwise they could choose texts that all hash to the same slot, which would take
 * minutes instead of milliseconds.
 */
export class Sightings {
  #mask = 1023;
  #high = new Uint32Array(1024);
  #low = new Uint32Array(1024);
  /** 0 where the bucket is free. */
  #line = new Uint32Array(1024);
  #count = 0;
  readonly #hash: TextHash;

  constructor(key: string) {
    this.#hash = new TextHash(key);
  }

  /**
   * Returns the line on which the text was first seen; for a new text, remembers it and returns 0. Lines begin at 1.
   */
  sight(text: string, line: number): number {
    const bucket = this.#slotFor(text);
    const earlier = this.#line[bucket] ?? 0;
    if (earlier !== 0) return earlier;
    this.#put(bucket, this.#hash.high, this.#hash.low, line);
    this.#count++;
    if (this.#count * 4 > this.#mask * 3) this.#grow();
    return 0;
  }

  /** The line on which the text was first seen; 0 where it was not. */
  lineOf(text: string): number {
    return this.#count === 0 ? 0 : (this.#line[this.#slotFor(text)] ?? 0);
  }

  #slotFor(text: string): number {
    this.#hash.compute(text);
    return this.#slotOf(this.#hash.high, this.#hash.low);
  }

  #slotOf(high: number, low: number): number {
    let bucket = low & this.#mask;
    while (this.#line[bucket] !== 0 && (this.#low[bucket] !== low || this.#high[bucket] !== high)) {
      bucket = (bucket + 1) & this.#mask;
    }
    return bucket;
  }

  #put(bucket: number, high: number, low: number, line: number): void {
    this.#high[bucket] = high;
    this.#low[bucket] = low;
    this.#line[bucket] = line;
  }

  #grow(): void {
    const [highs, lows, lines] = [this.#high, this.#low, this.#line];
    const size = lines.length * 2;
    this.#mask = size - 1;
    this.#high = new Uint32Array(size);
    this.#low = new Uint32Array(size);
    this.#line = new Uint32Array(size);
    for (let bucket = 0; bucket < lines.length; bucket++) {
      const line = lines[bucket] ?? 0;
      const [high, low] = [highs[bucket] ?? 0, lows[bucket] ?? 0];
      if (line !== 0) this.#put(this.#slotOf(high, low), high, low, line);
    }
  }
}
