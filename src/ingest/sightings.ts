/**
 * Remembers on which line a text was first seen, at 16 to 32 bytes a text whatever its length: 64 bits of a hash and the line, in open
 * addressing over typed arrays. Two texts of a million share a hash with a chance of 1 in 30 million. Whoever makes two share it on purpose
 * has two rows of his own file rejected or warned of: a false repeat never sends anything.
 */
export class Sightings {
  #mask = 1023;
  #high = new Uint32Array(1024);
  #low = new Uint32Array(1024);
  /** 0 where the slot is free. */
  #line = new Uint32Array(1024);
  #count = 0;

  /** The line on which the text was first seen; 0, and the text is remembered, where it is new. Lines begin at 1. */
  sight(text: string, line: number): number {
    const digest = digestOf(text);
    const slot = this.#slotOf(digest.high, digest.low);
    const earlier = this.#line[slot] ?? 0;
    if (earlier !== 0) return earlier;
    this.#put(slot, digest.high, digest.low, line);
    this.#count++;
    if (this.#count * 4 > this.#mask * 3) this.#grow();
    return 0;
  }

  /** The line on which the text was first seen; 0 where it was not. */
  lineOf(text: string): number {
    if (this.#count === 0) return 0;
    const { high, low } = digestOf(text);
    return this.#line[this.#slotOf(high, low)] ?? 0;
  }

  #slotOf(high: number, low: number): number {
    let slot = low & this.#mask;
    while (this.#line[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) {
      slot = (slot + 1) & this.#mask;
    }
    return slot;
  }

  #put(slot: number, high: number, low: number, line: number): void {
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#line[slot] = line;
  }

  #grow(): void {
    const [highs, lows, lines] = [this.#high, this.#low, this.#line];
    const size = lines.length * 2;
    this.#mask = size - 1;
    this.#high = new Uint32Array(size);
    this.#low = new Uint32Array(size);
    this.#line = new Uint32Array(size);
    for (let slot = 0; slot < lines.length; slot++) {
      const line = lines[slot] ?? 0;
      const [high, low] = [highs[slot] ?? 0, lows[slot] ?? 0];
      if (line !== 0) this.#put(this.#slotOf(high, low), high, low, line);
    }
  }
}

/** Two multiplicative hashes side by side, each mixed with the other at the end as in MurmurHash3: a twentieth of SHA-256's time. */
function digestOf(text: string): { readonly high: number; readonly low: number } {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
    high ^= high >>> 15;
    low ^= low >>> 13;
  }
  const mixedHigh = mixed(high ^ text.length) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  const mixedLow = mixed(low ^ text.length) ^ Math.imul(high ^ (high >>> 13), 0x85ebca6b);
  return { high: mixedHigh >>> 0, low: mixedLow >>> 0 };
}

function mixed(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
