import type { ForgedPlace } from '../domain/forged.ts';
import { legible } from '../domain/shown.ts';
import type { Door } from './door.ts';

/** So many places are named one by one. */
const mostShown = 20;

/** What is not what this installation wrote, place by place. */
export function sayForged({ say }: Pick<Door, 'say'>, places: readonly ForgedPlace[]): void {
  for (const { batch, line } of places.slice(0, mostShown)) {
    if (line === undefined) say(`Held, and not sent: batch ${legible(batch)} (ledger_forged)`);
    else say(`Held, and not sent: line ${line} of batch ${legible(batch)} (ledger_forged)`);
  }
  const more = places.length - mostShown;
  if (more > 0) say(`Held, and not sent: ${more} more (ledger_forged)`);
}
