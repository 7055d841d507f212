import type { Audit } from '../../domain/audit.ts';
import type { Batch } from '../../domain/batch.ts';
import { moment } from '../../domain/dates/zone-time.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { codedFailure, type Terminal } from '../terminal.ts';

/** Disagreements between the books and Bridge's list that are shown one by one, at most. */
const mostShown = 20;

type Shown = Pick<Terminal, 'show' | 'write' | 'text'>;

/** Shows the closed books of a batch. */
export function showAudit(terminal: Shown & Pick<Terminal, 'renderer'>, batch: Batch, audit: Audit): void {
  const { open, doubtful } = audit.rows;
  // Rows without an outcome yet are no disagreement.
  const isOnTheWay = !audit.balanced && audit.imbalanceCount === 0 && open + doubtful > 0;
  const verdict = isOnTheWay ? message('not_finished', { count: open + doubtful }) : verdictOf(audit);
  terminal.show(message('books_of_batch', { batch: batch.id, at: moment(audit.at), verdict }));
  for (const [outcome, rows] of Object.entries(audit.rows)) {
    if (outcome === 'rows' || (rows === 0 && outcome !== 'created')) continue;
    const cents = (audit.cents as Record<string, number | undefined>)[outcome];
    terminal.write(
      outcomeLine(terminal, outcome, rows, cents === undefined ? undefined : terminal.renderer.sum(cents)),
    );
  }
  terminal.write(outcomeLine(terminal, 'rows', audit.rows.rows));
  const indented = (one: Message) => terminal.write(`  ${terminal.text(one)}`);
  indented(message('links_shown', { links: linksTexts(terminal, audit) }));
  indented(message('digest_of_file', { digest: audit.fileDigest }));
  indented(message('digest_of_report', { digest: audit.reportDigest }));
  for (const { line, failure } of audit.imbalances.slice(0, mostShown)) {
    const place = line === 0 ? message('of_batch', {}) : message('on_line', { line });
    terminal.write(`  ${terminal.text(place)}  ${terminal.text(codedFailure(failure))}`);
  }
  const more = audit.imbalanceCount - mostShown;
  if (more > 0) indented(message('more_rows_in_json', { count: more }));
  const ended = endedLinks(audit) - audit.knownEnded;
  if (ended > 0) indented(message('links_have_ended', { count: ended, batch: batch.id }));
  if (audit.knownEnded > 0) indented(message('known_links_have_ended', { count: audit.knownEnded }));
}

/** A line with an outcome, its count of rows and a remark, in columns. */
export function outcomeLine(
  { text }: Pick<Terminal, 'text'>,
  outcome: string,
  rows: number,
  remark: Message | string = '',
): string {
  const words = typeof remark === 'string' ? remark : text(remark);
  return `  ${text(message('outcome', { outcome })).padEnd(11)}${String(rows).padStart(7)}  ${words}`.trimEnd();
}

/** A message that tells whether the books and Bridge's list agree. */
export function verdictOf({ balanced }: Pick<Audit, 'balanced'>): Message {
  return balanced ? message('balanced', {}) : message('not_balanced', {});
}

/** Counts links that were not paid and no longer can be, including those of earlier batches that known rows of the batch have. */
export function endedLinks({ links, knownEnded }: Audit): number {
  return links.expired + links.revoked + knownEnded;
}

/** The counts of links by the state that Bridge shows. */
export function linksTexts({ text }: Pick<Terminal, 'text'>, { links }: Audit): string[] {
  const shown = Object.entries(links).filter(([, count]) => count > 0);
  if (shown.length === 0) return [text(message('no_link', {}))];
  return shown.map(([state, count]) => text(message('links_in_state', { count, state })));
}
