import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { largestRow } from '../bounds.ts';

const endsInDigit = /\d$/;
const beginsWithDigit = /^\d/;
const everyEscape = /_x([0-9A-Fa-f]{4})_/g;

/**
 * Gathers the text of one cell out of its pieces: runs of rich text are joined, phonetic ones left out, characters that XML cannot hold
 * (`_x000D_`, ECMA-376 part 1, 22.9.2.19) put back. What a run's look says is written out, since joined runs would say something else:
 * `~100~80` where the hundred is struck through, `12^50` where digits stand above or below others.
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
  /** The run before the one that is read. */
  #wasRaised = false;

  /** Begins anew. */
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

  /** An element inside the cell begins. */
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

  /** Characters inside the cell. AppErrors with `file_too_large` above 64 KiB. */
  add(text: string): void {
    if (!this.#isOpen) return;
    this.#piece += text;
    if (this.#whole.length + this.#piece.length > largestRow) {
      throw fail('file_too_large', message('cell_too_large', {}));
    }
  }

  /** An element inside the cell ends. */
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

  /** Characters are being gathered; no element may stand among them. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Some of it is struck through. */
  get hasStruck(): boolean {
    return this.#hasStruck;
  }

  /** What was gathered. */
  get text(): string {
    return this.#whole;
  }
}

/** Whether an element that switches something on, which it does by being there, does so. */
export function isSwitchedOn({ val }: Readonly<Record<string, string>>): boolean {
  return val !== '0' && val !== 'false';
}

function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(everyEscape, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
