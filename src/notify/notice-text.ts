import { inLanguage, type Language } from '../domain/language.ts';
import type { Notice } from '../domain/notice.ts';
import { legible, legibleJson } from '../domain/shown.ts';

/** Of whom a notice speaks, and in which language. */
export interface Telling {
  readonly account: string;
  readonly language: Language;
}

/** The subject of its mail: one line. */
export function subjectOf({ subject }: Notice, { account, language }: Telling): string {
  return legible(`[Linkmill ${account}] ${inLanguage(subject, language)}`);
}

/** The text of its mail: sentences, then what to run next, then which notice of which account it is. */
export function textOf(notice: Notice, { account, language }: Telling): string {
  const say = (text: string) => legible(inLanguage(text, language));
  const next = notice.next.map((command) => `  ${legible(command)}`);
  const ahead = next.length === 0 ? [] : ['', say('What to run next:'), ...next];
  const foot = ['', '-- ', say(`Linkmill, account ${account}, notice ${notice.id}`)];
  return `${[...notice.lines.map(say), ...ahead, ...foot].join('\n')}\n`;
}

/** The body of its webhook, as JSON; `kind`, `facts` and `id` are for programs, the other texts for people. */
export function jsonOf({ id, kind, at, subject, lines, facts, next }: Notice, telling: Telling): string {
  const { account, language } = telling;
  const say = (text: string) => legible(inLanguage(text, language));
  return legibleJson({
    id,
    kind,
    at: new Date(at).toISOString(),
    account,
    subject: say(subject),
    lines: lines.map(say),
    facts,
    next: next.map(legible),
  });
}
