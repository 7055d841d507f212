import type { Forgiven } from '../../domain/forgiven.ts';
import { withoutGuard } from '../../domain/text/formula-guard.ts';

/** `="00123"` keeps a spreadsheet from turning a text into a number. */
const formulaText = /^\s*="((?:[^"]|"")*)"\s*$/;
/** Apostrophes around a value, as databases write texts; one inside is doubled. */
const betweenApostrophes = /^\s*'((?:[^']|'')*)'\s*$/;
/** Other quotes around the whole value, and nowhere inside. */
const betweenQuotes = /^\s*["\u2018-\u201f`´«»]([^"\u2018-\u201f`´«»]+)["\u2018-\u201f`´«»]\s*$/;

/** Cells without the marks that other programs put around values, and which marks those were. */
export interface Unwrapped {
  readonly cells: readonly string[];
  readonly forgiven: readonly Forgiven[];
}

/**
 * Removes marks around values; in a text file also an apostrophe before a cell. Undefined where no cell has any, as
 * in nearly every row.
 */
export function unwrapped(cells: readonly string[], isText: boolean): Unwrapped | undefined {
  if (!cells.some(mayBeWrapped)) return undefined;
  const forgiven = new Set<Forgiven>();
  const plain = cells.map((cell) => {
    const text = formulaText.exec(cell)?.[1];
    if (text !== undefined) forgiven.add('formula_texts');
    if (text !== undefined) return text.replaceAll('""', '"');
    const value = betweenApostrophes.exec(cell)?.[1]?.replaceAll("''", "'") ?? betweenQuotes.exec(cell)?.[1];
    if (value !== undefined) forgiven.add('apostrophes');
    return value ?? (isText ? withoutGuard(cell) : cell);
  });
  return { cells: plain, forgiven: [...forgiven] };
}

const beginsWrapped = /^\s*[='"\u2018-\u201f`´«»]/;

function mayBeWrapped(cell: string): boolean {
  const first = cell.charCodeAt(0);
  if (first < 0x60) {
    return first === 0x27 || first === 0x3d || first === 0x22 || (first === 0x20 && beginsWrapped.test(cell));
  }
  return (first < 0x7b || first > 0x7f) && beginsWrapped.test(cell);
}
