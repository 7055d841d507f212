import type { Slice } from '../ledger/ledger.ts';

/** The lines of a slice, in order. */
export function linesOf({ first, last }: Slice): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}
