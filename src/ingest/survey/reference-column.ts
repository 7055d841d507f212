/** Decides which column is the reference: the end-to-end id may serve where rows have no client reference. */
import type { Plan } from '../../domain/plan.ts';
import type { TableFile } from '../../domain/table.ts';
import { readingsOf } from '../rows/pass.ts';
import type { Rules } from '../rows/reading.ts';
import type { Repeats } from './repeats.ts';
import { Sightings } from './sightings.ts';

/** A key for `Sightings` that no one can know before the file is submitted. */
export function keyOf({ bytesDigest = '' }: TableFile, { now }: Rules): string {
  return `${bytesDigest} ${now}`;
}

/** Whether the end-to-end id is the reference of rows without a client reference. */
export async function isReference(
  file: TableFile,
  plan: Plan,
  rules: Rules,
  repeats: Repeats,
): Promise<boolean> {
  if (repeats.unnamed === 0 || !repeats.endToEndFits) return false;
  // The ids of rows with a client reference were not compared with each other.
  return repeats.named === 0 || endToEndIdsAreUnique(file, plan, rules);
}

async function endToEndIdsAreUnique(file: TableFile, plan: Plan, rules: Rules): Promise<boolean> {
  const ids = new Sightings(keyOf(file, rules));
  for await (const readings of readingsOf(file, plan, rules)) {
    for (const { endToEndId, row } of readings) {
      if (endToEndId !== '' && ids.sight(endToEndId, row.line) !== 0) return false;
    }
  }
  return true;
}
