/** How the cells of a column may write whole names. */
export const nameOrders = ['last_comma_first', 'capitals_are_last'] as const;

export type NameOrder = (typeof nameOrders)[number];

/** The two parts of a whole name, as written. */
export interface SplitName {
  readonly firstName: string;
  readonly lastName: string;
}

/** Characters; a longer name could not be sent, whole or in parts. */
const longestWholeName = 200;

const nameWord = /^[\p{L}\p{M}'’.\-\u2010\u2011]*\p{L}[\p{L}\p{M}'’.\-\u2010\u2011]*$/u;

/** Titles, company forms, and words that join two persons: a name with one of them is not split. */
const spoilers: ReadonlySet<string> = new Set(
  (
    'm mm mme mmes mlle mr mrs ms miss monsieur madame herr hr frau fr dr prof et und and ' +
    'sarl sas sasu sa eurl sci snc gmbh ag ug kg ohg ltd llc plc inc bv nv srl spa sl'
  ).split(' '),
);

/** Words in lower case that belong to the last name in capitals after them: `Jean de LA FONTAINE`. */
const particles: ReadonlySet<string> = new Set(
  (
    'de du des la le les von vom van der den dem zu zum zur af av da das do dos di del della dello degli el al ' +
    'ben bin ten ter te y'
  ).split(' '),
);

/** Names that prove an order; one `Example, Town` or two `AXA France` are too few. */
const fewestNames = 3;

/** Collects what the cells of one column prove about the order of its names: every cell must have the same one. */
export class NameEvidence {
  readonly #proofs = new Map<NameOrder, number>();
  /** The line of the first cell that does not have the order. */
  readonly #misfits = new Map<NameOrder, number>();

  /** Adds one cell, a normalised text; ignores an empty one. */
  note(text: string, line: number): void {
    if (text === '') return;
    for (const order of nameOrders) {
      if (this.#misfits.has(order)) continue;
      if (splitName(text, order) !== undefined) this.#proofs.set(order, (this.#proofs.get(order) ?? 0) + 1);
      // A company among persons neither proves nor disproves the order.
      else if (order !== 'capitals_are_last' || !beginsLikeFirm(text)) this.#misfits.set(order, line);
    }
  }

  /** The order that every cell has; undefined where there is none, or where too few cells prove it. */
  conclude(): NameOrder | undefined {
    return nameOrders.find(
      (order) => !this.#misfits.has(order) && (this.#proofs.get(order) ?? 0) >= fewestNames,
    );
  }

  /**
   * Why `conclude` finds no order: the line that disproved the last possible order, or `few` where too few cells prove one; undefined where
   * no cell proves any.
   */
  whyNot(): number | 'few' | undefined {
    const lines = nameOrders.map((order) => this.#misfits.get(order));
    const [first, ...others] = lines.flatMap((line) => line ?? []);
    if (first !== undefined && others.length === nameOrders.length - 1) return Math.max(first, ...others);
    return this.#proofs.size === 0 ? undefined : 'few';
  }
}

/**
 * Splits a normalised whole name: `Last, First`, or the last name in capitals before or after the rest. The words of each part are joined by
 * single spaces. Undefined where the name does not have that order, begins like a company in `capitals_are_last`, or has a title, a company
 * form, or anything but letters, `-`, `'` and `.`.
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

/** Patterns with one letter for each word: `p`article, `c`apitals, or the `r`est. */
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

/** `BNP Paribas`, `SNCF Voyageurs`: a single first word of two to four capitals may be no last name. */
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
  // ß counts as a capital, since people do not use its capital form; `J.-P.` is a first name.
  const isCapitals = /\p{Lu}\P{Lu}*\p{Lu}/u.test(stem) && !/(?!ß)\p{Ll}|\./u.test(stem);
  return isCapitals ? 'c' : 'r';
}
