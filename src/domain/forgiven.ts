import { LineCount, type LineSample } from './text/line-sample.ts';

/** What can be wrong with a line and still leaves one reading: it is read, and told under what was understood. */
export const forgivable = [
  /** Below the list or between its pages: no row. */
  'footer',
  /** The header once more, as where two exports were joined: no row. */
  'header_again',
  /** Cells at its end are missing: they are empty. */
  'short',
  /** Blanks stand around quotes, or quotes inside a cell without quotes. */
  'loose_quotes',
  /** The line as a whole stands in quotes, as programs leave it that saved a table as one column. */
  'line_quoted',
  /** Cells stand between apostrophes. */
  'apostrophes',
  /** Cells are formulas that give a text, `="00123"`. */
  'formula_texts',
] as const;

export type Forgiven = (typeof forgivable)[number];

/** The lines of each kind; those that there are none of are absent. */
export type ForgivenLines = { readonly [kind in Forgiven]?: LineSample };

/** Counts lines by what was forgiven. */
export class ForgivenCount {
  readonly #counts = new Map<Forgiven, LineCount>();

  add(kind: Forgiven, line: number): void {
    const count = this.#counts.get(kind) ?? new LineCount();
    this.#counts.set(kind, count);
    count.add(line);
  }

  /** What was forgiven of one row; nothing, nearly always. */
  addAll({ line, forgiven }: { readonly line: number; readonly forgiven?: readonly Forgiven[] }): void {
    if (forgiven !== undefined) for (const kind of forgiven) this.add(kind, line);
  }

  /** In the order of `forgivable`. */
  get lines(): ForgivenLines {
    return Object.fromEntries(
      forgivable.flatMap((kind) => {
        const count = this.#counts.get(kind);
        return count === undefined
          ? []
          : [[kind, { count: count.count, lines: count.lines.toSorted((a, b) => a - b) }]];
      }),
    );
  }
}
