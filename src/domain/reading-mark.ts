import { type AmountMarks, formOf, type Mark } from './amount-marks.ts';
import type { DayOrder } from './dates/day-order.ts';
import type { NameOrder } from './parties/whole-name.ts';
import type { Plan } from './plan.ts';

/** What the original file of rejected rows proved as a whole: the rejected rows alone may prove less, or the opposite. */
export type ReadBefore = Pick<Plan, 'amounts' | 'dayOrder' | 'nameOrder'>;

const nameWords: Readonly<Record<NameOrder, string>> = {
  last_comma_first: 'last,first',
  capitals_are_last: 'LAST',
};

/** The `batch` cell of rejected rows: the batch and how its file was read, `abcdefgh2345 euros 1.234,56 dmy`. */
export function markedBatch(batch: string, { amounts, dayOrder, nameOrder }: ReadBefore): string {
  const order = dayOrder !== undefined && 'order' in dayOrder ? dayOrder.order : '';
  const names = nameOrder === undefined ? '' : nameWords[nameOrder];
  return [batch, amounts.unit, marksText(amounts), order, names].filter((word) => word !== '').join(' ');
}

function marksText(amounts: AmountMarks): string {
  if (amounts.kind === 'contradictory') return 'mixed';
  // A space or an apostrophe between thousands does not change how a cell is read.
  return 'decimalMark' in amounts ? formOf(amounts).replace(/^1[^.,\d]/, '1') : '';
}

/** Parses a cell that `markedBatch` wrote; undefined for any other cell. */
export function readMark(cell: string): { readonly batch: string; readonly before?: ReadBefore } | undefined {
  const [batch = '', unit, ...words] = cell.trim().split(/\s+/);
  if (!/^[a-z2-7]{12}$/.test(batch)) return undefined;
  if (unit !== 'euros' && unit !== 'cents') return { batch };
  const order = words.find((word) => word === 'dmy' || word === 'mdy');
  const names = (Object.keys(nameWords) as NameOrder[]).find((one) => words.includes(nameWords[one]));
  const dayOrder: DayOrder | undefined = order && { kind: 'said', order };
  return {
    batch,
    before: {
      amounts: marksOf(unit, words),
      ...(dayOrder && { dayOrder }),
      ...(names && { nameOrder: names }),
    },
  };
}

function marksOf(unit: AmountMarks['unit'], words: readonly string[]): AmountMarks {
  if (words.includes('mixed')) return { kind: 'contradictory', unit, points: 0, commas: 0 };
  for (const word of words) {
    const [, groupMark, decimalMark] = /^1([.,]?)234([.,])56$/.exec(word) ?? [];
    if (decimalMark === undefined) continue;
    const marks = { kind: 'proven', unit, decimalMark: decimalMark as Mark, proving: 0, marked: 0 } as const;
    return groupMark ? { ...marks, groupMark } : marks;
  }
  return { kind: 'unproven', unit };
}
