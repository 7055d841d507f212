import { type AmountMarks, formOf, type Mark, otherMark } from '../amount-marks.ts';
import type { Hints } from '../hints.ts';
import { type CellKind, isNumber } from '../row.ts';
import { joinedLines, LineCount, type LineSample } from '../text/line-sample.ts';
import { amountCell, type Figures } from './amount-cell.ts';
import { markPosition, notPlain } from './plain-amount.ts';

/** How a column of amounts is read, for a person. */
export interface AmountFinding {
  /** A sample in the column's own form, `1.234,56`; absent where no mark is known. */
  readonly form?: string;
  /** Cells that have no other reading. */
  readonly proving: number;
  /** Cells with a point or a comma. */
  readonly marked: number;
  /** Every cell is a whole number. */
  readonly areBare: boolean;
  /** Cells that have two readings, and are rejected for it. */
  readonly either: LineSample;
  /** Cells that are rejected because they are not written like the column. */
  readonly unfit: LineSample;
}

/** Collects what the cells of one column prove about its decimal mark. Needs the same memory for any number of cells. */
export class AmountEvidence {
  /** Cells with one reading, by the decimal mark that they prove. */
  readonly #proving: Record<Mark, LineCount> = { '.': new LineCount(), ',': new LineCount() };
  /** Cells with two readings, by the mark before their last three digits. */
  readonly #either: Record<Mark, LineCount> = { '.': new LineCount(), ',': new LineCount() };
  /** The mark between thousands, by the decimal mark of the cells that show it. */
  readonly #groupMarks: Record<Mark, string | undefined> = { '.': undefined, ',': undefined };
  /** Cells that are no amount in euros. */
  readonly #unreadable = new LineCount();
  #cells = 0;
  #bare = 0;
  #isAnyBelowHundred = false;

  /** Adds one cell, a normalised text; ignores an empty one. */
  note(text: string, kind: CellKind | undefined, line: number): void {
    if (text === '') return;
    this.#cells++;
    // A whole number that the workbook shows as money is in euros: it does not count as bare.
    if (kind === 'money') return;
    const at = markPosition(text);
    if (at === notPlain) this.#noteUnusual(text, kind, line);
    else if (at === -1) this.#noteBare(text);
    else if (!isNumber(kind)) {
      const mark = text.charCodeAt(at) === 0x2e ? '.' : ',';
      const isEither = text.length - at === 4 && at <= 3 && text.charCodeAt(0) !== 0x30;
      (isEither ? this.#either : this.#proving)[mark].add(line);
    }
  }

  /** Adds a cell of a row that was accepted before: three digits after its mark are thousands, since three decimals are never accepted. */
  noteRead(text: string, kind: CellKind | undefined, line: number): void {
    const cell = text === '' ? undefined : amountCell(text, kind);
    const figures = cell?.kind === 'amount' ? cell.figures : undefined;
    if (figures?.kind !== 'either') {
      this.note(text, kind, line);
      return;
    }
    this.#cells++;
    this.#noteFigures({ kind: 'grouped', mark: figures.mark, digits: figures.whole + figures.rest }, line);
  }

  #noteUnusual(text: string, kind: CellKind | undefined, line: number): void {
    const cell = amountCell(text, kind);
    if (cell.kind !== 'amount') this.#unreadable.add(line);
    // A whole number that names the euro does not count as bare.
    else if (!cell.hasCurrency || cell.figures.kind !== 'whole') this.#noteFigures(cell.figures, line);
  }

  #noteFigures(figures: Figures, line: number): void {
    switch (figures.kind) {
      case 'whole':
        if (figures.groupMark === undefined) this.#noteBare(figures.digits);
        return;
      case 'stored':
        if (figures.scale === 0) this.#noteBare(figures.digits);
        return;
      case 'decimal':
        this.#proving[figures.mark].add(line);
        this.#noteGroupMark(figures.mark, figures.groupMark);
        return;
      case 'grouped':
        this.#proving[otherMark(figures.mark)].add(line);
        this.#noteGroupMark(otherMark(figures.mark), figures.mark);
        return;
      case 'either':
        this.#either[figures.mark].add(line);
    }
  }

  #noteGroupMark(decimalMark: Mark, groupMark: string | undefined): void {
    // Only the other mark changes how cells are read; a space or an apostrophe only appears in the sample.
    if (groupMark === otherMark(decimalMark)) this.#groupMarks[decimalMark] = groupMark;
    else this.#groupMarks[decimalMark] ??= groupMark;
  }

  #noteBare(digits: string): void {
    this.#bare++;
    this.#isAnyBelowHundred ||= isBelowHundred(digits);
  }

  /**
   * Decides the marks of the column: a person's choice, else those that at least nine tenths of the proving cells prove. The unit is a
   * person's choice, else euros.
   */
  conclude({ decimalMark, unit = 'euros' }: Pick<Hints, 'decimalMark' | 'unit'>): AmountMarks {
    if (decimalMark !== undefined) return { unit, kind: 'said', decimalMark };
    const [points, commas] = [this.#proving['.'].count, this.#proving[','].count];
    const both = points + commas;
    if (both === 0) return { unit, kind: 'unproven' };
    const proving = Math.max(points, commas);
    if (10 * proving < 9 * both) return { unit, kind: 'contradictory', points, commas };
    const proven = points > commas ? '.' : ',';
    const marked = both + this.#either['.'].count + this.#either[','].count;
    const marks = { unit, kind: 'proven', decimalMark: proven, proving, marked } as const;
    const groupMark = this.#groupMarks[proven];
    return groupMark === undefined ? marks : { ...marks, groupMark };
  }

  /** Which of the column's cells are read and which are rejected under these marks, the result of `conclude`. */
  finding(marks: AmountMarks): AmountFinding {
    const { '.': points, ',': commas } = this.#proving;
    const either = joinedLines(this.#either['.'], this.#either[',']);
    const marked = points.count + commas.count + either.count;
    if (!('decimalMark' in marks)) {
      return {
        proving: 0,
        marked,
        areBare: this.areBare,
        either,
        unfit: joinedLines(points, commas, this.#unreadable),
      };
    }
    const { decimalMark } = marks;
    const group = otherMark(decimalMark);
    const isGroupKnown = marks.kind === 'said' || marks.groupMark === group;
    const ambiguous = [
      ...(marks.kind === 'said' ? [] : [this.#either[decimalMark]]),
      ...(isGroupKnown ? [] : [this.#either[group]]),
    ];
    return {
      form: formOf(marks),
      proving: this.#proving[decimalMark].count,
      marked,
      areBare: this.areBare,
      either: joinedLines(...ambiguous),
      unfit: joinedLines(this.#proving[group], this.#unreadable),
    };
  }

  /** Whether the column may be in cents: every cell is bare, and none is below 100, which would be less than a euro. */
  get mayBeCents(): boolean {
    return this.areBare && !this.#isAnyBelowHundred && !this.isEmpty;
  }

  /** Whether no cell was added. */
  get isEmpty(): boolean {
    return this.#cells === 0;
  }

  /** Whether every cell is a whole number with neither mark nor currency. */
  get areBare(): boolean {
    return this.#bare === this.#cells;
  }
}

function isBelowHundred(digits: string): boolean {
  return digits.length < 3 || (digits.startsWith('0') && digits.replace(/^0+/, '').length < 3);
}
