/** How a column writes whole names, where every cell of it writes them so. */
export const nameOrders = ['last_comma_first', 'capitals_are_last'] as const;

export type NameOrder = (typeof nameOrders)[number];

/** A whole name in its two parts, as written. */
export interface SplitName {
  readonly firstName: string;
  readonly lastName: string;
}

/** A name that is longer could not be sent, whole or in parts. */
const longestWholeName = 200;

const nameWord = /^[\p{L}\p{M}'’.\-\u2010\u2011]*\p{L}[\p{L}\p{M}'’.\-\u2010\u2011]*$/u;

/** Titles, forms of companies, and what joins two persons: a name with one of them is not a first and a last name. */
const spoilers: ReadonlySet<string> = new Set(
  (
    'm mm mme mmes mlle mr mrs ms miss monsieur madame herr hr frau fr dr prof et und and ' +
    'sarl sas sasu sa eurl sci snc gmbh ag ug kg ohg ltd llc plc inc bv nv srl spa sl'
  ).split(' '),
);

/** Written small before a last name in capitals, they belong to it: `Jean de LA FONTAINE`. */
const particles: ReadonlySet<string> = new Set(
  (
    'de du des la le les von vom van der den dem zu zum zur af av da das do dos di del della dello degli el al ' +
    'ben bin ten ter te y'
  ).split(' '),
);

/** One `Example, Town` or two `AXA France` prove nothing. */
const fewestNames = 3;

/** What the cells of one column prove about its whole names: every one must be written in the same way. */
export class NameEvidence {
  readonly #proofs = new Map<NameOrder, number>();
  readonly #misfits = new Map<NameOrder, number>();

  /** Takes in one cell, as a normalised text; an empty one says nothing. */
  note(text: string, line: number): void {
    if (text === '') return;
    for (const order of nameOrders) {
      if (this.#misfits.has(order)) continue;
      if (splitName(text, order) !== undefined) this.#proofs.set(order, (this.#proofs.get(order) ?? 0) + 1);
      // A firm among persons says nothing of them.
      else if (order !== 'capitals_are_last' || !beginsLikeFirm(text)) this.#misfits.set(order, line);
    }
  }

  /** The way in which every cell is written; undefined where there is none, or too few to prove it. */
  conclude(): NameOrder | undefined {
    return nameOrders.find(
      (order) => !this.#misfits.has(order) && (this.#proofs.get(order) ?? 0) >= fewestNames,
    );
  }

  /** Where nothing is concluded, the line that spoilt the way which fitted longest, or that there are too few cells; undefined without any. */
  whyNot(): number | 'few' | undefined {
    const lines = nameOrders.map((order) => this.#misfits.get(order));
    const [first, ...others] = lines.flatMap((line) => line ?? []);
    if (first !== undefined && others.length === nameOrders.length - 1) return Math.max(first, ...others);
    return this.#proofs.size === 0 ? undefined : 'few';
  }
}

/**
 * The parts of a normalised whole name, words parted by single spaces: `Last, First`, or the last name in capitals on either side of the
 * rest. Undefined where the name is not written so, begins like a firm, or holds a title, the form of a company, or anything but letters,
 * `-`, `'` and `.`.
 */
export function splitName(text: string, order: NameOrder): SplitName | undefined {
  if (text.length > longestWholeName) return undefined;
  return order === 'last_comma_first' ? splitAtComma(text) : splitByCapitals(text);
}

function splitAtComma(text: string): SplitName | undefined {
  const [last, first, ...more] = text.split(',').map(wordsOf);
  if (last === undefined || first === undefined || more.length > 0) return undefined;
  if (![last, first].every((words) => words.length > 0 && words.every(isNameWord))) return undefined;
  return { firstName: first.join(' '), lastName: last.join(' ') };
}

/** One letter a word: `p`article, `c`apitals, or the `r`est. */
const lastIsBefore = /^((?:p*c)+)r+$/;
const lastIsAfter = /^(r+)(?:p*c)+$/;

function splitByCapitals(text: string): SplitName | undefined {
  const words = wordsOf(text);
  if (!words.every(isNameWord) || beginsLikeFirm(text)) return undefined;
  const kinds = words.map(kindOf).join('');
  const [before, after] = [lastIsBefore.exec(kinds)?.[1], lastIsAfter.exec(kinds)?.[1]];
  const [start, end] = [words.slice(0, (before ?? after)?.length), words.slice((before ?? after)?.length)];
  if (before !== undefined) return { firstName: end.join(' '), lastName: start.join(' ') };
  return after === undefined ? undefined : { firstName: start.join(' '), lastName: end.join(' ') };
}

/** `BNP Paribas`, `SNCF Voyageurs`: a single word of a few capitals may be no last name. */
function beginsLikeFirm(text: string): boolean {
  return /^\p{Lu}{2,4} (?!\p{Lu}+(?: |$))/u.test(text);
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function isNameWord(word: string): boolean {
  return nameWord.test(word) && !spoilers.has(word.toLowerCase().replaceAll('.', ''));
}

function kindOf(word: string): 'p' | 'c' | 'r' {
  if (particles.has(word)) return 'p';
  const stem = word.replace(/^[dl]['’]/, '');
  // ß has no capital that people use; `J.-P.` is a first name.
  const isCapitals = /\p{Lu}\P{Lu}*\p{Lu}/u.test(stem) && !/(?!ß)\p{Ll}|\./u.test(stem);
  return isCapitals ? 'c' : 'r';
}
