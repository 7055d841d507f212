import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { largestRow } from '../bounds.ts';

const endsInDigit = /\d$/;
const beginsWithDigit = /^\d/;
const everyEscape = /_x([0-9A-Fa-f]{4})_/g;

/**
 * Builds the text of one cell from its pieces: joins runs of rich text, omits phonetic ones, unescapes characters
 * that XML cannot hold (`_x000D_`, ECMA-376 part 1, 22.9.2.19). Marks formats that change the meaning of joined runs:
 * `~100~80` where the hundred is struck through, `12^50` where digits are superscript or subscript.
 */
export class CellText {
  #whole = '';
  #piece = '';
  #isOpen = false;
  #keepsBlanks = false;
  #phonetic = false;
  #hasStruck = false;
  #isStruck = false;
  #isRaised = false;
  /** Whether the previous run was superscript or subscript. */
  #wasRaised = false;

  /** Starts a new cell. */
  clear(): void {
    this.#whole = '';
    this.#phonetic = false;
    this.#wasRaised = false;
    this.#hasStruck = false;
    this.#beginRun();
  }

  #beginRun(): void {
    this.#isStruck = false;
    this.#isRaised = false;
  }

  /** Handles the start of an element inside the cell. */
  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'rPh') this.#phonetic = true;
    if (name === 'r') this.#beginRun();
    if (name === 'strike') this.#isStruck = isSwitchedOn(attributes);
    if (name === 'vertAlign') this.#isRaised = attributes.val !== 'baseline';
    if (name !== 't' && name !== 'v') return;
    this.#isOpen = !this.#phonetic;
    this.#keepsBlanks = attributes['xml:space'] === 'preserve';
    this.#piece = '';
  }

  /** Adds characters inside the cell. Throws `file_too_large` above 64 KiB. */
  add(text: string): void {
    if (!this.#isOpen) return;
    this.#piece += text;
    if (this.#whole.length + this.#piece.length > largestRow) {
      throw fail('file_too_large', message('cell_too_large', {}));
    }
  }

  /** Handles the end of an element inside the cell. */
  close(name: string): void {
    if (name === 'rPh') this.#phonetic = false;
    if (!this.#isOpen || (name !== 't' && name !== 'v')) return;
    this.#isOpen = false;
    this.#join(unescaped(this.#keepsBlanks ? this.#piece : this.#piece.trim()));
  }

  #join(text: string): void {
    if (text === '') return;
    const isStruck = this.#isStruck && text.trim() !== '';
    this.#hasStruck ||= isStruck;
    const isStep =
      this.#isRaised !== this.#wasRaised && endsInDigit.test(this.#whole) && beginsWithDigit.test(text);
    this.#whole += (isStep ? '^' : '') + (isStruck ? `~${text}~` : text);
    this.#wasRaised = this.#isRaised;
  }

  /** Inside a text element, in which no other element may occur. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Some of the text is struck through. */
  get hasStruck(): boolean {
    return this.#hasStruck;
  }

  /** The text so far. */
  get text(): string {
    return this.#whole;
  }
}

/** Whether an element that switches a property on by its presence does so. */
export function isSwitchedOn({ val }: Readonly<Record<string, string>>): boolean {
  return val !== '0' && val !== 'false';
}

function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(everyEscape, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
