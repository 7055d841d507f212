import iconv from 'iconv-lite';
import type { Encoding } from '../../domain/table.ts';

/** An encoding of a byte a character, and the letters beyond ASCII of each language that is written in it. */
interface Candidate {
  readonly name: string;
  readonly encoding?: Encoding;
  readonly alphabets: readonly string[];
}

const baltic = ['ąčęėįšųūž', 'āčēģīķļņšūž', 'äöüõšž'];

/** Those without `encoding` are not read: they have other letters at the same bytes, and where one may be meant, no other is proven. */
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
/** Marks that stand beside words in any of these encodings. */
const marks = /[’‘“”„–—…€«»°\u00a0]/;
const markInWord = /\p{L}[‘“”„…€«»°]\p{L}/u;
const capitalInWord = /\p{Ll}\p{Lu}/u;
const letters = /^\p{L}*$/u;

/** Fewer different words than this may look like another language by chance: they are shown to a person. */
const fewestWords = 8;

/** Another encoding that alone could have made every word of a file. */
export interface OtherEncoding {
  readonly encoding: Encoding;
  /** So many words speak for it that nobody need be asked. */
  readonly isProven: boolean;
  /** A word that Windows-1252 has otherwise. */
  read(word: string): string;
}

/** Which other encodings could have made the words of a file, each by all words beyond ASCII. */
export class OtherAlphabets {
  #possible = candidates.map((candidate) => ({ ...candidate, read: readerOf(candidate.name) }));
  readonly #odd = new Set<string>();

  /** Takes in a word as Windows-1252 has it, and whether it is none there; answers whether Windows-1257 would make another word of it. */
  note(word: string, isNonsense: boolean): boolean {
    if (this.#possible.length === 0) return false;
    this.#possible = this.#possible.filter(({ read, alphabets }) => fits(read(word), alphabets));
    const isOther = this.#possible.some(
      ({ encoding, read }) => encoding === 'windows-1257' && read(word) !== word,
    );
    if ((isNonsense || isOther) && this.#odd.size < fewestWords) this.#odd.add(word);
    return isOther;
  }

  /** The only one that could; undefined where none could, or where several could. */
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

/** All letters beyond ASCII of a part are those of one language, at most two thirds of it, with capitals where words have them. */
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
