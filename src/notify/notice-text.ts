import type { Notice } from '../domain/notices/notice.ts';
import { legible, legibleJson } from '../domain/text/shown.ts';
import type { Language } from '../i18n/i18n.ts';
import { type CommandTarget, commandFor, rendererOf } from '../i18n/i18n.ts';
import { type Message, message } from '../i18n/messages.ts';

/** The account that notices are about, and their language. */
export interface Notifying {
  readonly account: string;
  readonly language: Language;
  /** The account or sandbox that the commands in the texts name. */
  readonly target?: CommandTarget;
}

/** File names come from outside: no character in them may begin a new line of a mail. */
const writer =
  ({ language, target }: Notifying) =>
  (one: Message) =>
    legible(rendererOf(language, 'cli', target).render(one));

const commandsOf = ({ next }: Notice, { target }: Notifying) =>
  next.map((command) => legible(commandFor(command, target)));

/** The subject of the notice's mail: one line. */
export function subjectOf({ subject }: Notice, notifying: Notifying): string {
  return legible(`[Linkmill ${notifying.account}] ${writer(notifying)(subject)}`);
}

/** The text of the notice's mail: sentences, then the commands to run next, then the account and the notice's id. */
export function textOf(notice: Notice, notifying: Notifying): string {
  const { id, lines } = notice;
  const { account } = notifying;
  const write = writer(notifying);
  const commands = commandsOf(notice, notifying).map((command) => `  ${command}`);
  const ahead = commands.length === 0 ? [] : ['', write(message('mail_next', {})), ...commands];
  const foot = ['', '-- ', write(message('mail_footer', { account, id }))];
  return `${[...lines.map(write), ...ahead, ...foot].join('\n')}\n`;
}

/**
 * The body of the notice's webhook, as JSON. `subject` and `lines` are texts for people; `messages` gives the same as
 * codes and params, which like `id`, `kind` and `facts` are for programs.
 */
export function jsonOf(notice: Notice, notifying: Notifying): string {
  const { id, kind, at, subject, lines, facts } = notice;
  const write = writer(notifying);
  return legibleJson({
    id,
    kind,
    at: new Date(at).toISOString(),
    account: notifying.account,
    subject: write(subject),
    lines: lines.map(write),
    messages: { subject, lines },
    facts,
    next: commandsOf(notice, notifying),
  });
}

/**
 * The message for an attempt without a connection. `reason`: codes of the system, whose own messages may hold
 * addresses; empty where it has none.
 */
export function noConnection(reason: string): Message {
  return reason === '' ? message('connection_lost', {}) : message('connection_failed', { reason });
}
