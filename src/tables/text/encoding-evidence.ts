import { isAscii } from 'node:buffer';
import type { Encoding } from '../../domain/table.ts';
import { message } from '../../i18n/messages.ts';
import type { EncodingEvidence, EncodingVerdict } from './encoding-verdict.ts';
import { firstWrongByte, Utf8Check } from './utf8-check.ts';
import { WesternEvidence } from './western-evidence.ts';

/**
 * The evidence for a file with these first bytes. A byte order mark takes precedence over `stated`, and `stated` over
 * everything else; every byte must still be valid in that encoding. Otherwise the NULs of UTF-16 decide.
 */
export function evidenceFor(head: Buffer, stated?: Encoding): EncodingEvidence {
  const marked = markOf(head) ?? stated ?? wideEncodingOf(head);
  switch (marked) {
    case 'utf-16le':
    case 'utf-16be':
      return new WideEvidence(marked);
    case 'utf-8':
      return new ByteEvidence(() => undefined);
    case undefined:
      return new ByteEvidence((offset) => new WesternEvidence(offset));
    default:
      return new NarrowEvidence(marked);
  }
}

/** The encoding of a byte order mark. */
export function markOf(head: Buffer): Encoding | undefined {
  const start = head.toString('latin1', 0, 3);
  if (start === '\xef\xbb\xbf') return 'utf-8';
  if (start.startsWith('\xff\xfe')) return 'utf-16le';
  return start.startsWith('\xfe\xff') ? 'utf-16be' : undefined;
}

/** UTF-16 without a mark: in western text nearly every other byte is NUL. */
function wideEncodingOf(head: Buffer): Encoding | undefined {
  const nulsAt = [0, 0];
  head.forEach((byte, at) => {
    if (byte === 0) nulsAt[at % 2] = (nulsAt[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = nulsAt;
  if (Math.max(even, odd) < head.length / 4 || Math.min(even, odd) > head.length / 40) return undefined;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** UTF-16, which must be valid throughout. */
class WideEvidence implements EncodingEvidence {
  readonly #encoding: Encoding;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  #offset = 0;
  #isBroken = false;

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
    this.#decoder = new TextDecoder(encoding, { fatal: true });
  }

  add(piece: Buffer): void {
    if (!this.#isBroken) this.#decode(() => this.#decoder.decode(piece, { stream: true }));
    if (!this.#isBroken) this.#offset += piece.length;
  }

  judge(): EncodingVerdict {
    if (!this.#isBroken) this.#decode(() => this.#decoder.decode());
    if (!this.#isBroken) return { kind: 'clear', encoding: this.#encoding };
    return { kind: 'unclear', offset: this.#offset, describe: () => message('utf16_broken', {}) };
  }

  #decode(start: () => void): void {
    try {
      start();
    } catch {
      this.#isBroken = true;
    }
  }
}

/** Bytes that are no characters; all other encodings have those of ISO-8859. */
const absentIn: { readonly [encoding in Encoding]?: RegExp } = {
  'windows-1250': /[\x81\x83\x88\x90\x98]/,
  'windows-1252': /[\x81\x8d\x8f\x90\x9d]/,
  'windows-1254': /[\x81\x8d-\x90\x9d\x9e]/,
  'windows-1257': /[\x81\x83\x88\x8a\x8c\x90\x98\x9a\x9c\x9f\xa1\xa5]/,
};

/** A single-byte encoding that somebody stated: every byte must be a character of it. */
class NarrowEvidence implements EncodingEvidence {
  readonly #encoding: Encoding;
  readonly #absent: RegExp;
  #offset = 0;
  #wrong: number | undefined;

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
    this.#absent = absentIn[encoding] ?? /[\x80-\x9f]/;
  }

  add(piece: Buffer): void {
    const at = this.#wrong === undefined ? piece.toString('latin1').search(this.#absent) : -1;
    if (at !== -1) this.#wrong = this.#offset + at;
    this.#offset += piece.length;
  }

  judge(): EncodingVerdict {
    if (this.#wrong === undefined) return { kind: 'clear', encoding: this.#encoding };
    const describe = (line: number) => message('byte_of_no_character', { line, encoding: this.#encoding });
    return { kind: 'unclear', offset: this.#wrong, describe };
  }
}

/** Strict UTF-8; where the bytes are no UTF-8, and not UTF-8 with damage, another encoding. */
class ByteEvidence implements EncodingEvidence {
  readonly #utf8 = new Utf8Check();
  readonly #otherwise: (offset: number) => EncodingEvidence | undefined;
  #wrong: number | undefined;
  /**
   * There were characters beyond ASCII before the wrong byte: in no other encoding does text look like that by
   * chance.
   */
  #isUtf8Torn = false;
  #other: EncodingEvidence | undefined;

  constructor(otherwise: (offset: number) => EncodingEvidence | undefined) {
    this.#otherwise = otherwise;
  }

  add(piece: Buffer): void {
    if (this.#wrong !== undefined) this.#other?.add(piece);
    else this.#decide(this.#utf8.add(piece));
  }

  judge(): EncodingVerdict {
    if (this.#wrong === undefined) this.#decide(this.#utf8.finish());
    if (this.#wrong === undefined) return { kind: 'clear', encoding: 'utf-8' };
    if (this.#other !== undefined && !this.#isUtf8Torn) return this.#other.judge();
    const describe = (line: number) => message('utf8_broken', { line });
    return { kind: 'unclear', offset: this.#wrong, describe };
  }

  #decide(notUtf8: Buffer | undefined): void {
    if (notUtf8 === undefined) return;
    const wrong = firstWrongByte(notUtf8);
    this.#wrong = this.#utf8.offset + wrong;
    this.#isUtf8Torn = this.#utf8.isBeyondAscii || !isAscii(notUtf8.subarray(0, wrong));
    this.#other = this.#otherwise(this.#utf8.offset);
    this.#other?.add(notUtf8);
  }
}
