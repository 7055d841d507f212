import type { Language } from '../domain/language.ts';
import type { Notice } from '../domain/notice.ts';
import { legible, legibleJson } from '../domain/shown.ts';
import { rendererOf } from '../i18n/i18n.ts';
import { type Message, message } from '../i18n/messages.ts';

/** Of whom a notice speaks, and in which language. */
export interface Telling {
  readonly account: string;
  readonly language: Language;
}

/** Names of files come from outside: nothing in them begins a line of a mail. */
const writer = (language: Language) => (one: Message) => legible(rendererOf(language).render(one));

/** The subject of its mail: one line. */
export function subjectOf({ subject }: Notice, { account, language }: Telling): string {
  return legible(`[Linkmill ${account}] ${writer(language)(subject)}`);
}

/** The text of its mail: sentences, then what to run next, then which notice of which account it is. */
export function textOf({ id, lines, next }: Notice, { account, language }: Telling): string {
  const write = writer(language);
  const commands = next.map((command) => `  ${legible(command)}`);
  const ahead = commands.length === 0 ? [] : ['', write(message('mail_next', {})), ...commands];
  const foot = ['', '-- ', write(message('mail_footer', { account, id }))];
  return `${[...lines.map(write), ...ahead, ...foot].join('\n')}\n`;
}

/**
 * The body of its webhook, as JSON. `subject` and `lines` are texts for people; `messages` has the same as codes and params, which are for
 * programs like `id`, `kind` and `facts`.
 */
export function jsonOf({ id, kind, at, subject, lines, facts, next }: Notice, telling: Telling): string {
  const write = writer(telling.language);
  return legibleJson({
    id,
    kind,
    at: new Date(at).toISOString(),
    account: telling.account,
    subject: write(subject),
    lines: lines.map(write),
    messages: { subject, lines },
    facts,
    next: next.map(legible),
  });
}

/** What came of an attempt without a connection. `reason`: codes of the system, whose own words may hold addresses; empty where it has none. */
export function noConnection(reason: string): Message {
  return reason === '' ? message('connection_lost', {}) : message('connection_failed', { reason });
}
