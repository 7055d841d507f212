import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TextHash } from '../../../src/ingest/survey/text-hash.ts';

/** HalfSipHash with a 64-bit result, byte by byte as in its paper and reference program, for any number of rounds. */
function halfSipHash(key: Buffer, bytes: Buffer, rounds: number, lastRounds: number): string {
  const [k0, k1] = [key.readUInt32LE(0), key.readUInt32LE(4)];
  const v = Uint32Array.of(k0, k1 ^ 0xee, k0 ^ 0x6c796765, k1 ^ 0x74656462);
  const at = (position: number) => v[position] ?? 0;
  const step = (to: number, from: number, bits: number) => {
    v[to] = at(to) + at(from);
    v[from] = ((at(from) << bits) | (at(from) >>> (32 - bits))) ^ at(to);
  };
  const rotate = (position: number) => {
    v[position] = (at(position) << 16) | (at(position) >>> 16);
  };
  const mix = (count: number) => {
    for (let round = 0; round < count; round++) {
      step(0, 1, 5);
      rotate(0);
      step(2, 3, 8);
      step(0, 3, 7);
      step(2, 1, 13);
      rotate(2);
    }
  };
  const padded = Buffer.alloc(bytes.length - (bytes.length % 4) + 4);
  bytes.copy(padded);
  padded[padded.length - 1] = bytes.length % 256;
  for (let start = 0; start < padded.length; start += 4) {
    const word = padded.readUInt32LE(start);
    v[3] = at(3) ^ word;
    mix(rounds);
    v[0] = at(0) ^ word;
  }
  const result = Buffer.alloc(8);
  v[2] = at(2) ^ 0xee;
  mix(lastRounds);
  result.writeUInt32LE((at(1) ^ at(3)) >>> 0, 0);
  v[1] = at(1) ^ 0xdd;
  mix(lastRounds);
  result.writeUInt32LE((at(1) ^ at(3)) >>> 0, 4);
  return result.toString('hex');
}

function hashOf(key: string, text: string): string {
  const hash = new TextHash(key);
  hash.compute(text);
  const result = Buffer.alloc(8);
  result.writeUInt32LE(hash.low, 0);
  result.writeUInt32LE(hash.high, 4);
  return result.toString('hex');
}

/** `vectors_hsip64` of the reference program (github.com/veorq/SipHash): 2 and 4 rounds, the key 00 to 07, the bytes 00, 01... */
test.each([
  [0, '218d1f59b9b83cc8'],
  [1, 'be552412f8387315'],
  [2, '064f39ef7c50eb57'],
  [3, 'ce0f1a45f7060679'],
  [4, 'd5e78a175be52ea1'],
  [8, 'edfee820bce4858c'],
  [15, '217d0bcb4e81c902'],
])(
  'the reference implementation of this test gives the published value for %d bytes',
  (length, published) => {
    const bytes = Buffer.from(Array.from({ length }, (_, position) => position));
    expect(halfSipHash(Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]), bytes, 2, 4)).toBe(published);
  },
);

test('the hash is HalfSipHash-1-3 of the UTF-16 text, keyed with the first 8 bytes of the key’s SHA-256', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: 'grapheme', maxLength: 200 }), (key, text) => {
      const keyBytes = createHash('sha256').update(key).digest().subarray(0, 8);
      expect(hashOf(key, text)).toBe(halfSipHash(keyBytes, Buffer.from(text, 'utf16le'), 1, 3));
    }),
  );
});

test('another key gives other hashes', () => {
  expect(hashOf('a', 'R-1')).not.toBe(hashOf('b', 'R-1'));
});
