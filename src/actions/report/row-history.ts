import { type EarlierLink, type Entry, pointerOf } from '../../domain/entry.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { Ledger, RecordedEvent } from '../../ledger/ledger.ts';
import { misdirected, outcomeMessage, paidElsewhere } from './entry-line.ts';

/**
 * What happened to a row, oldest first: its attempts with their replies, what the provider's list showed, what people did. The ledger
 * stores no events for a row that was sent once and answered. A known row has the history of the earlier entry. The last event is the
 * row's present state, with `at` 0.
 */
export async function rowHistory(
  ledger: Pick<Ledger, 'batches' | 'entries' | 'history'>,
  batch: string,
  line: number,
): Promise<RecordedEvent[]> {
  const record = (await ledger.entries.readLines(batch, [line])).get(line);
  if (record === undefined) return rejected(await ledger.batches.rejections(batch, [line]), line);
  const key = 'state' in record ? record.key : record;
  const entry = 'state' in record ? record : await ledger.entries.read(record);
  const rowEvents = await ledger.history.rowEvents(key.batch, key.line);
  const home: RecordedEvent[] =
    'state' in record ? [] : [{ at: 0, event: message('row_is_known', { ...key }) }];
  return [...home, ...firstSending(entry, rowEvents), ...rowEvents, ...status(entry)];
}

/** A sending that was answered at once leaves nothing in the trail. */
function firstSending(entry: Entry | undefined, rowEvents: readonly RecordedEvent[]): RecordedEvent[] {
  // Lines of older versions are words: they may tell it.
  const isNotified = rowEvents.some(({ event }) => 'attempt' in event.params || event.code === 'words');
  if (entry?.firstSentAt === undefined || isNotified) return [];
  const { attempt, firstSentAt: sentAt } = entry;
  return [{ at: sentAt, event: message('row_sent', { attempt, sentAt }) }];
}

/** The present state of the entry. */
function status(entry: Entry | undefined): RecordedEvent[] {
  if (entry === undefined) return [];
  const { state, generation, attempt, earlierLinks } = entry;
  const more: Message[] = [];
  if (state.kind === 'created') {
    more.push(message('link_named', { link: state.link.id }));
    if (state.recovered) more.push(message('row_link_was_found', {}));
  }
  if ('failure' in state) more.push(message('just_failure', { failure: state.failure }));
  more.push(...earlierLinks.map(earlierLink));
  const stands = { pointer: pointerOf(entry.key), state: state.kind, generation, attempt, more };
  return [{ at: 0, event: message('row_stands', stands) }];
}

function earlierLink({ id, status }: EarlierLink): Message {
  if (status === misdirected) return message('links_misdirected', { links: [id] });
  if (status === paidElsewhere) return message('links_paid_elsewhere', { links: [id] });
  return message('row_had_link', { link: id, status: outcomeMessage(status) });
}

function rejected(
  rejections: Awaited<ReturnType<Ledger['batches']['rejections']>>,
  line: number,
): RecordedEvent[] {
  return (rejections.get(line) ?? []).map((failure) => ({
    at: 0,
    event: message('row_rejected', { failure }),
  }));
}
