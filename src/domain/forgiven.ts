import { LineCount, type LineSample } from './text/line-sample.ts';

/** Flaws of a line that leave it only one reading: the line is read, and the flaw is listed in the summary of the reading. */
export const forgivable = [
  /** A footer below the list or between its pages: no row. */
  'footer',
  /** The header again, for instance where two exports were joined: no row. */
  'header_again',
  /** Missing cells at the end: they are read as empty. */
  'short',
  /** Blanks around quotes, or quotes inside an unquoted cell. */
  'loose_quotes',
  /** The whole line is quoted, by a program that saved a table as one column. */
  'line_quoted',
  /** Cells in apostrophes. */
  'apostrophes',
  /** Cells that are formulas for a text, `="00123"`. */
  'formula_texts',
] as const;

export type Forgiven = (typeof forgivable)[number];

/** The lines with each flaw; a flaw without lines is absent. */
export type ForgivenLines = { readonly [kind in Forgiven]?: LineSample };

/** Counts lines by their flaw. */
export class ForgivenCount {
  readonly #counts = new Map<Forgiven, LineCount>();

  add(kind: Forgiven, line: number): void {
    const count = this.#counts.get(kind) ?? new LineCount();
    this.#counts.set(kind, count);
    count.add(line);
  }

  /** Adds the flaws of one row; nearly always there are none. */
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
