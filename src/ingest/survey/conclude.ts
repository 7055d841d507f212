import type { AmountMarks } from '../../domain/amount-marks.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Hints } from '../../domain/hints.ts';
import type { Plan } from '../../domain/plan.ts';
import type { ReadBefore } from '../../domain/reading-mark.ts';
import { mayMeanCents, meansEuros } from '../header/column-names.ts';
import type { ControlSum } from '../rows/control-sum.ts';
import type { Evidence } from '../rows/evidence.ts';

/** What all the rows of a file prove about how they are to be read. */
export interface Conclusion {
  readonly plan: Plan;
  /** Read by it, every row is as it was read by the guess. */
  readonly isAsGuessed: boolean;
  /** The file does not say what its amounts count. */
  readonly refusals: readonly Failure[];
}

/** Corrects a plan that the first rows of a file led to, once all of them were read by it. */
export function conclude(
  guessed: Plan,
  evidence: Evidence,
  control: ControlSum,
  hints: Hints,
  before: ReadBefore | undefined,
): Conclusion {
  const unit = hints.unit ?? before?.amounts.unit ?? unitOf(guessed, evidence, control, hints);
  const { amounts, ...others } = evidence.conclude(hints, before);
  const plan: Plan = { ...guessed, ...others, amounts: { ...amounts, unit: unit ?? 'euros' } };
  return {
    plan,
    isAsGuessed: readsOf(plan) === readsOf(guessed),
    refusals: unit === undefined ? [{ code: 'amount_unit_unclear', field: 'amount' }] : [],
  };
}

/**
 * What whole amounts count: what the header says; else what a declared sum in euros proves; else euros, unless they may be cents, which
 * nobody can tell: by their look, or by a word in the header.
 */
function unitOf(
  { amounts, at, header }: Plan,
  { amounts: { areBare, isEmpty, mayBeCents } }: Evidence,
  control: ControlSum,
  hints: Hints,
): 'euros' | 'cents' | undefined {
  // The guess is in cents only where the header said so.
  if (amounts.unit === 'cents') return 'cents';
  const declaredCents = hints.expectSumCents ?? control.declaredEurosCents;
  if (areBare && declaredCents !== undefined) {
    if (control.sumCents === declaredCents) return 'euros';
    if (control.sumCents === declaredCents * 100) return 'cents';
  }
  const name = header[at.amount ?? -1] ?? '';
  const isOpen = mayMeanCents(name) ? areBare && !isEmpty : mayBeCents && !meansEuros(name);
  return isOpen ? undefined : 'euros';
}

/** What of a plan decides how cells are read; the counts that it rests on do not. */
function readsOf({ amounts, dayOrder, nameOrder }: Plan): string {
  const order = dayOrder && ('order' in dayOrder ? dayOrder.order : dayOrder.kind);
  return JSON.stringify([amounts.unit, ...marksOf(amounts), order, nameOrder]);
}

function marksOf(amounts: AmountMarks): readonly (string | undefined)[] {
  switch (amounts.kind) {
    case 'said':
      return [amounts.kind, amounts.decimalMark];
    case 'proven':
      return [amounts.kind, amounts.decimalMark, amounts.groupMark];
    default:
      return [amounts.kind];
  }
}
