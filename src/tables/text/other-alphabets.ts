import iconv from 'iconv-lite';
import type { Encoding } from '../../domain/table.ts';

/** A single-byte encoding, and the letters beyond ASCII of each language written in it. */
interface Candidate {
  readonly name: string;
  readonly encoding?: Encoding;
  readonly alphabets: readonly string[];
}

const baltic = ['ąčęėįšųūž', 'āčēģīķļņšūž', 'äöüõšž'];

/**
 * Encodings without `encoding` cannot be read here: they have other letters at the same bytes, and while one of them
 * is possible, no other is proven.
 */
const candidates: readonly Candidate[] = [
  { name: 'windows-1257', encoding: 'windows-1257', alphabets: baltic },
  { name: 'windows-1254', encoding: 'windows-1254', alphabets: ['çğıİöşüâîû'] },
  { name: 'iso-8859-4', alphabets: baltic },
  {
    name: 'windows-1250',
    alphabets: ['áčďéěíňóřšťúůýž', 'áäčďéíĺľňóôŕšťúýž', 'ąćęłńóśźż', 'áéíóöőúüű', 'ăâîşţ', 'čćđšž', 'äöüß'],
  },
];

const beyondAscii = /[\u0080-\uffff]/g;
/** Punctuation that is next to words in any of these encodings. */
const marks = /[’‘“”„–—…€«»°\u00a0]/;
const markInWord = /\p{L}[‘“”„…€«»°]\p{L}/u;
const capitalInWord = /\p{Ll}\p{Lu}/u;
const letters = /^\p{L}*$/u;

/** Fewer different words may look like another language by chance: then a person decides. */
const fewestWords = 8;

/** Another encoding, the only one that could have made every word of a file. */
export interface OtherEncoding {
  readonly encoding: Encoding;
  /** So many words support it that nobody needs to be asked. */
  readonly isProven: boolean;
  /** Decodes a word that was decoded as Windows-1252. */
  read(word: string): string;
}

/** Determines which other encodings could have made all words beyond ASCII of a file. */
export class OtherAlphabets {
  #possible = candidates.map((candidate) => ({ ...candidate, read: readerOf(candidate.name) }));
  readonly #odd = new Set<string>();

  /**
   * Adds a word as decoded from Windows-1252, and whether it is nonsense there; returns whether Windows-1257 would
   * make another word of it.
   */
  note(word: string, isNonsense: boolean): boolean {
    if (this.#possible.length === 0) return false;
    this.#possible = this.#possible.filter(({ read, alphabets }) => fits(read(word), alphabets));
    const isOther = this.#possible.some(
      ({ encoding, read }) => encoding === 'windows-1257' && read(word) !== word,
    );
    if ((isNonsense || isOther) && this.#odd.size < fewestWords) this.#odd.add(word);
    return isOther;
  }

  /** The only possible encoding; undefined where none or several are possible. */
  get only(): OtherEncoding | undefined {
    const [first, second] = this.#possible;
    if (first?.encoding === undefined || second !== undefined) return undefined;
    return { encoding: first.encoding, read: first.read, isProven: this.#odd.size === fewestWords };
  }
}

function readerOf(name: string): (word: string) => string {
  const bytes = Buffer.from(Array.from({ length: 128 }, (_, at) => 128 + at));
  const written = [...iconv.decode(bytes, 'windows-1252')];
  const meant = [...iconv.decode(bytes, name)];
  const letterOf = new Map(written.map((character, at) => [character, meant[at] ?? '']));
  return (word) => word.replaceAll(beyondAscii, (character) => letterOf.get(character) ?? character);
}

/**
 * Whether the letters beyond ASCII of each part belong to one language, are two thirds of it at most, and have
 * capitals only where words do.
 */
function fits(word: string, alphabets: readonly string[]): boolean {
  if (markInWord.test(word)) return false;
  return word.split(marks).every((part) => {
    const foreign = part.match(beyondAscii) ?? [];
    if (foreign.length === 0) return true;
    if (!letters.test(part) || capitalInWord.test(part)) return false;
    if (part.length > 2 && 3 * foreign.length > 2 * part.length + 1) return false;
    const small = foreign.map((letter) => (letter === 'İ' ? letter : letter.toLowerCase()));
    return alphabets.some((alphabet) => small.every((letter) => alphabet.includes(letter)));
  });
}
