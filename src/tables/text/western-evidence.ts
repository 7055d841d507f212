import { shown } from '../../domain/text/shown.ts';
import { message } from '../../i18n/messages.ts';
import { largestRow } from '../bounds.ts';
import { decoderOf } from './decoder.ts';
import type { EncodingVerdict } from './encoding-verdict.ts';
import { OtherAlphabets } from './other-alphabets.ts';
import { senseOf } from './western-word.ts';

/** A word that contradicts an encoding, and the offset of its first byte. */
interface Doubt {
  readonly offset: number;
  readonly word: string;
}

/** The eight characters of ISO-8859-1 that ISO-8859-15 replaced, and their replacements. */
const [replaced, replacements] = ['¤¦¨´¸¼½¾', '€ŠšŽžŒœŸ'];
const everyReplaced = new RegExp(`[${replaced}]`, 'g');
const currencySign = /^\u00a0*¤\u00a0*$/;

/** The bytes 0x80 to 0x9F: characters in Windows-1252, controls that nobody writes in ISO-8859. */
const ofWindows = /[€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\ufffd]/;
const everyBeyondAscii = /[\u0080-\uffff]/g;
const inWord = /[A-Za-z\u0080-\uffff]/;

/** The beginning of an IBAN of Lithuania, Latvia or Estonia: names from there merely look western in Windows-1252. */
const balticAccount = /(?<![A-Za-z])(?:LT|LV|EE)\d\d ?[A-Z\d]{4} ?\d{4}/i;
const accountLength = 15;

/** Collects evidence from the words of a file in a single-byte encoding. */
export class WesternEvidence {
  readonly #decoder = decoderOf('windows-1252');
  #offset: number;
  #rest = '';
  #isWindows = false;
  #isLatin9 = false;
  #isProven = false;
  #nonsense: Doubt | undefined;
  #contested: Doubt | undefined;
  #nonsenseInLatin9 = false;
  #northern: Doubt | undefined;
  #isIcelandic = false;
  #baltic: Doubt | undefined;
  #hasBalticAccount = false;
  #tail = '';
  readonly #others = new OtherAlphabets();

  /** `offset` is the position of the first bytes in their file. */
  constructor(offset: number) {
    this.#offset = offset;
  }

  /** Adds the next bytes. */
  add(piece: Buffer): void {
    const read = this.#decoder.write(piece);
    const text = this.#rest + read;
    const seen = this.#tail + read;
    this.#hasBalticAccount ||= balticAccount.test(seen);
    this.#tail = seen.slice(-accountLength);
    let end = text.length;
    while (end > 0 && inWord.test(text.charAt(end - 1))) end--;
    // A word without end is no word, and its row is too large.
    this.#scan(text, text.length - end > largestRow ? text.length : end);
  }

  /**
   * The verdict. Bytes 0x80 to 0x9F support Windows-1252, euro signs and `œ` support ISO-8859-15. Where a word is
   * nonsense in both, another encoding that alone could have made all words is proven by eight of them, and proposed
   * by fewer.
   */
  judge(): EncodingVerdict {
    this.#scan(this.#rest, this.#rest.length);
    const contested = this.#isProven ? undefined : this.#contested;
    const isLatin9 = this.#isLatin9 && !this.#isWindows && !this.#nonsenseInLatin9;
    const northern = this.#isIcelandic ? undefined : this.#northern;
    const nonsense = isLatin9 ? undefined : this.#nonsense;
    const baltic = this.#hasBalticAccount ? this.#baltic : undefined;
    const doubt = nonsense ?? contested ?? northern ?? baltic;
    if (doubt === undefined) {
      const encoding = this.#isWindows ? 'windows-1252' : isLatin9 ? 'iso-8859-15' : 'iso-8859-1';
      return { kind: 'clear', encoding };
    }
    const other = doubt === nonsense || doubt === baltic ? this.#others.only : undefined;
    if (other?.isProven) return { kind: 'clear', encoding: other.encoding };
    // A word that no language has is no reason to propose Windows-1252.
    const proposed = other?.encoding ?? (doubt === nonsense ? undefined : 'windows-1252');
    const word = shown(other?.read(doubt.word) ?? doubt.word);
    const describe = (line: number) =>
      proposed === undefined
        ? message('word_wrong', { line, word })
        : message('word_in_encoding', { line, word, encoding: proposed });
    return { kind: 'unclear', offset: doubt.offset, describe };
  }

  #scan(text: string, end: number): void {
    let from = 0;
    for (const { index } of text.matchAll(everyBeyondAscii)) {
      if (index < from || index >= end) continue;
      let start = index;
      while (start > from && inWord.test(text.charAt(start - 1))) start--;
      from = index + 1;
      while (from < end && inWord.test(text.charAt(from))) from++;
      this.#weigh({ word: text.slice(start, from), offset: this.#offset + start });
    }
    this.#rest = text.slice(end);
    this.#offset += end;
  }

  #weigh(found: Doubt): void {
    const { word } = found;
    const sense = senseOf(word);
    this.#isProven ||= sense.isProof;
    this.#isWindows ||= ofWindows.test(word);
    if (sense.kind === 'nonsense') this.#nonsense ??= found;
    if (sense.kind === 'contested') this.#contested ??= found;
    if (sense.north === 'open') this.#northern ??= found;
    this.#isIcelandic ||= sense.north === 'icelandic';
    if (this.#others.note(word, sense.kind === 'nonsense')) this.#baltic ??= found;
    if (this.#isWindows) return;
    const inLatin9 = word.replaceAll(everyReplaced, (old) => replacements.charAt(replaced.indexOf(old)));
    const isNonsense = senseOf(inLatin9).kind === 'nonsense';
    this.#nonsenseInLatin9 ||= isNonsense;
    this.#isLatin9 ||= currencySign.test(word) || (sense.kind === 'nonsense' && !isNonsense);
  }
}
