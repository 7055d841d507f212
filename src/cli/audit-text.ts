import type { Audit } from '../domain/audit.ts';
import type { Batch } from '../domain/batch.ts';
import { describeFailure } from '../domain/failure.ts';
import type { Door } from './door.ts';
import { count } from './findings.ts';
import { euros } from './money.ts';

/** Rows shown one by one that the books and the list do not agree on. */
const mostShown = 20;

/** Moments as people read them, in UTC. */
export function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The closed books of a batch for a person. */
export function sayAudit(door: Pick<Door, 'say'>, batch: Batch, audit: Audit): void {
  door.say(
    `Books of batch ${batch.id}, closed ${moment(audit.at)}: ${audit.balanced ? 'balanced' : 'NOT BALANCED'}`,
  );
  for (const [outcome, rows] of Object.entries(audit.rows)) {
    if (outcome === 'rows' || (rows === 0 && outcome !== 'created')) continue;
    const cents = (audit.cents as Record<string, number | undefined>)[outcome];
    door.say(
      `  ${outcome.padEnd(10)}${String(rows).padStart(8)}  ${cents === undefined ? '' : euros(cents)}`.trimEnd(),
    );
  }
  door.say(`  ${'rows'.padEnd(10)}${String(audit.rows.rows).padStart(8)}`);
  const listed = Object.entries(audit.links).filter(([, links]) => links > 0);
  const shown = listed.map(([status, links]) => `${links} ${status}`);
  door.say(`  Bridge shows ${shown.length === 0 ? 'no link' : shown.join(', ')}.`);
  door.say(`  file   ${audit.fileDigest}`);
  door.say(`  report ${audit.reportDigest}`);
  for (const { line, failure } of audit.imbalances.slice(0, mostShown)) {
    door.say(`  ${line === 0 ? 'batch' : `line ${line}`}  ${failure.code}: ${describeFailure(failure)}`);
  }
  const more = audit.imbalanceCount - mostShown;
  if (more > 0) door.say(`  and ${count(more, 'more row')}; --json names up to a thousand.`);
  const ended = endedLinks(audit);
  if (ended > 0)
    door.say(`  ${count(ended, 'link')} can no longer be paid; new ones: npx linkmill reissue ${batch.id}`);
}

/** Links of the batch that were neither paid nor can be. */
export function endedLinks({ links }: Audit): number {
  return links.expired + links.revoked;
}
