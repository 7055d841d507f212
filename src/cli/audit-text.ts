import type { Audit } from '../domain/audit.ts';
import type { Batch } from '../domain/batch.ts';
import { euros } from '../domain/cents.ts';
import { describeFailure } from '../domain/failure.ts';
import { moment } from '../domain/zone-time.ts';
import type { Door } from './door.ts';
import { count } from './findings.ts';

/** Rows shown one by one that the books and the list do not agree on. */
const mostShown = 20;

/** The closed books of a batch for a person. */
export function sayAudit(door: Pick<Door, 'say'>, batch: Batch, audit: Audit): void {
  const { open, doubtful } = audit.rows;
  // Rows that are on their way are no disagreement.
  const isOnTheWay = audit.imbalanceCount === 0 && open + doubtful > 0;
  const verdict = isOnTheWay ? `not finished, ${count(open + doubtful, 'row')} to go` : 'NOT BALANCED';
  door.say(`Books of batch ${batch.id}, ${moment(audit.at)}: ${audit.balanced ? 'balanced' : verdict}`);
  for (const [outcome, rows] of Object.entries(audit.rows)) {
    if (outcome === 'rows' || (rows === 0 && outcome !== 'created')) continue;
    const cents = (audit.cents as Record<string, number | undefined>)[outcome];
    door.say(
      `  ${outcome.padEnd(10)}${String(rows).padStart(8)}  ${cents === undefined ? '' : euros(cents)}`.trimEnd(),
    );
  }
  door.say(`  ${'rows'.padEnd(10)}${String(audit.rows.rows).padStart(8)}`);
  door.say(`  Bridge shows ${linksText(audit)}.`);
  door.say(`  file   ${audit.fileDigest}`);
  door.say(`  report ${audit.reportDigest}`);
  for (const { line, failure } of audit.imbalances.slice(0, mostShown)) {
    door.say(`  ${line === 0 ? 'batch' : `line ${line}`}  ${failure.code}: ${describeFailure(failure)}`);
  }
  const more = audit.imbalanceCount - mostShown;
  if (more > 0) door.say(`  and ${count(more, 'more row')}; --json names up to a thousand.`);
  const ended = endedLinks(audit);
  if (ended > audit.knownEnded)
    door.say(
      `  ${count(ended - audit.knownEnded, 'link')} can no longer be paid; new ones: npx linkmill reissue ${batch.id}`,
    );
  if (audit.knownEnded > 0)
    door.say(
      `  ${count(audit.knownEnded, 'known row')} whose link has ended: reissue in the batch that the report names.`,
    );
}

/** Links of the batch that were neither paid nor can be; those of earlier batches that its known rows have included. */
export function endedLinks({ links, knownEnded }: Audit): number {
  return links.expired + links.revoked + knownEnded;
}

/** How many links the provider shows in which state. */
export function linksText({ links }: Audit): string {
  const shown = Object.entries(links).filter(([, count]) => count > 0);
  return shown.map(([status, count]) => `${count} ${status}`).join(', ') || 'no link';
}
