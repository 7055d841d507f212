/** Which column names the rows: an end-to-end id may, where there is no reference of the client's. */
import type { Plan } from '../../domain/plan.ts';
import type { TableFile } from '../../domain/table.ts';
import { readingsOf } from '../rows/pass.ts';
import type { Rules } from '../rows/reading.ts';
import type { Repeats } from './repeats.ts';
import { Sightings } from './sightings.ts';

/** Known only when the file is made and handed in. */
export function keyOf({ bytesDigest = '' }: TableFile, { now }: Rules): string {
  return `${bytesDigest} ${now}`;
}

/** Whether rows without a client reference go by their end-to-end id. */
export async function isReference(
  file: TableFile,
  plan: Plan,
  rules: Rules,
  repeats: Repeats,
): Promise<boolean> {
  if (repeats.unnamed === 0 || !repeats.endToEndFits) return false;
  // The ids of rows that have a reference as well were not held against each other.
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
