import type { AmountMarks } from '../../domain/amount-marks.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Hints } from '../../domain/hints.ts';
import type { Plan } from '../../domain/plan.ts';
import type { ReadBefore } from '../../domain/reading-mark.ts';
import { mayMeanCents, meansEuros } from '../header/column-names.ts';
import type { ControlSum } from '../rows/control-sum.ts';
import type { Evidence } from '../rows/evidence.ts';

/** What all rows of a file prove about how to read it. */
export interface Conclusion {
  readonly plan: Plan;
  /** The plan reads every row as the guess did. */
  readonly isAsGuessed: boolean;
  /** `amount_unit_unclear` where nothing shows whether amounts are euros or cents. */
  readonly refusals: readonly Failure[];
}

/** Corrects the plan guessed from the first rows, after all rows were read by it. */
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
 * The unit of whole amounts: as the header states; else as a declared sum in euros proves; else euros. Undefined
 * where they may be cents, by their values or by a word in the header.
 */
function unitOf(
  { amounts, at, header }: Plan,
  { amounts: { areBare, isEmpty, mayBeCents } }: Evidence,
  control: ControlSum,
  hints: Hints,
): 'euros' | 'cents' | undefined {
  // The guess is cents only where the header, a hint or a returned mark states it.
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

/** The parts of a plan that decide how cells are read, without the counts that prove them. */
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
