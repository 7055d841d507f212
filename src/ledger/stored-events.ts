import { z } from 'zod';
import { isForgery } from '../domain/crypto/forged.ts';
import { sealedBy } from '../domain/crypto/sealing.ts';
import { isInstant } from '../domain/dates/zone-time.ts';
import { type Reason, reasonGiven } from '../domain/reason.ts';
import { type Message, message, messageSchema } from '../i18n/messages.ts';
import { textIn } from './text-in.ts';

/** An event; `at` in ms of the ledger's clock, 0 where it has no time of its own. */
export interface RecordedEvent {
  readonly at: number;
  readonly event: Message;
}

const sealedAnswerSchema = z.object({
  code: z.literal('reason_given'),
  params: z.object({ why: z.string() }),
});

/** A reason as scripts take it: a message as JSON, or '' for none. */
export function storedReason(why: Reason): string {
  return reasonGiven(why).map((one) => JSON.stringify(one))[0] ?? '';
}

/** Reads a stored reason; plain text of an older version is returned unchanged. */
export function readReason(text: string): Reason {
  return textIn(sealedAnswerSchema, text)?.params.why ?? textIn(messageSchema, text) ?? text;
}

/** The sealed reason of a failed attempt, which scripts put beside the params: a message that may name people. */
const answerSchema = z.object({ words: z.string().optional() });

/** A sealed text inside a plain-text event of an older version. */
const sealedWords = /\b[a-z2-7]{8}\.[\w-]{38,}/g;

const unreadable = message('line_unreadable', {});

/** Reads a line of a history, or of a row's events: `<ms> <message>`. `open` turns sealed words of an answer into a message. */
export function recordedEventOf(
  line: string,
  open: (sealed: string) => Message = () => unreadable,
): RecordedEvent {
  const [, at = '', text = ''] = /^(\d+) (.*)$/s.exec(line) ?? [];
  if (at === '' || !isInstant(Number(at))) return { at: 0, event: unreadable };
  return { at: Number(at), event: eventOf(text, open) };
}

function eventOf(text: string, open: (sealed: string) => Message): Message {
  const event = textIn(messageSchema, text);
  if (event === undefined) return oldEvent(text, open);
  const words = textIn(answerSchema, text)?.words;
  if (words === undefined) return event;
  const more = words === '' ? [] : [open(words)];
  return { ...event, params: { ...event.params, more } };
}

const factsSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/** An event of an older version, as a message with its words. */
function oldEvent(text: string, open: (sealed: string) => Message): Message {
  if (!text.startsWith('{')) {
    const words = text.replace(sealedWords, (sealed) => wordsIn(open(sealed)));
    return message('words', { words });
  }
  const facts = textIn(factsSchema, text);
  if (facts === undefined) return unreadable;
  const { what = '', ...others } = facts;
  const parts = Object.entries(others).flatMap(([name, value]) => (value === '' ? [] : [`${name} ${value}`]));
  return message('words', { words: [what, ...parts].join(', ') });
}

/** Plain-text events have no language, so words that do not open become an ellipsis, not a message. */
function wordsIn({ code, params }: Message): string {
  return code === 'words' ? String(params.words) : '[…]';
}

/** The part of `BatchKey` that opens words. */
interface WordsKey {
  readonly id: string;
  open(sealed: string, place: string): string;
}

/** Opens sealed words of a row's answers; without the key, or after the erasure, the message says so. */
export function wordsOpener(key: WordsKey | undefined, place: string) {
  return (sealed: string): Message => {
    if (key === undefined) return unreadable;
    if (sealedBy(sealed) !== (key.id === '' ? undefined : key.id)) return message('words_erased', {});
    try {
      const text = key.open(sealed, place);
      // Older versions sealed the words alone.
      return textIn(messageSchema, text) ?? message('words', { words: text });
    } catch (error) {
      if (!isForgery(error)) throw error;
      return unreadable;
    }
  };
}
