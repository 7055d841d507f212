import { TextHash } from './text-hash.ts';

/**
 * Remembers on which line a text was first seen, at 16 to 32 bytes a text whatever its length: 64 bits of a hash and the line, in open
 * addressing over typed arrays. Two texts of a million share a hash with a chance of 1 in 30 million, and what comes of it is a row that
 * is rejected or warned of, never one that is sent. The key must be something that whoever makes the texts does not know: by it
 * nobody can choose texts that all want the same place, which would take minutes where it should take milliseconds.
 */
export class Sightings {
  #mask = 1023;
  #high = new Uint32Array(1024);
  #low = new Uint32Array(1024);
  /** 0 where the run is free. */
  #line = new Uint32Array(1024);
  #count = 0;
  readonly #hash: TextHash;

  constructor(key: string) {
    this.#hash = new TextHash(key);
  }

  /** The line on which the text was first seen; 0, and the text is remembered, where it is new. Lines begin at 1. */
  sight(text: string, line: number): number {
    const run = this.#runFor(text);
    const earlier = this.#line[run] ?? 0;
    if (earlier !== 0) return earlier;
    this.#put(run, this.#hash.high, this.#hash.low, line);
    this.#count++;
    if (this.#count * 4 > this.#mask * 3) this.#grow();
    return 0;
  }

  /** The line on which the text was first seen; 0 where it was not. */
  lineOf(text: string): number {
    return this.#count === 0 ? 0 : (this.#line[this.#runFor(text)] ?? 0);
  }

  #runFor(text: string): number {
    this.#hash.take(text);
    return this.#runOf(this.#hash.high, this.#hash.low);
  }

  #runOf(high: number, low: number): number {
    let run = low & this.#mask;
    while (this.#line[run] !== 0 && (this.#low[run] !== low || this.#high[run] !== high)) {
      run = (run + 1) & this.#mask;
    }
    return run;
  }

  #put(run: number, high: number, low: number, line: number): void {
    this.#high[run] = high;
    this.#low[run] = low;
    this.#line[run] = line;
  }

  #grow(): void {
    const [highs, lows, lines] = [this.#high, this.#low, this.#line];
    const size = lines.length * 2;
    this.#mask = size - 1;
    this.#high = new Uint32Array(size);
    this.#low = new Uint32Array(size);
    this.#line = new Uint32Array(size);
    for (let run = 0; run < lines.length; run++) {
      const line = lines[run] ?? 0;
      const [high, low] = [highs[run] ?? 0, lows[run] ?? 0];
      if (line !== 0) this.#put(this.#runOf(high, low), high, low, line);
    }
  }
}
