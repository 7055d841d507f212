import { inLanguage, type Language } from '../domain/language.ts';
import type { Notice } from '../domain/notice.ts';

/** Of whom a notice speaks, and in which language. */
export interface Telling {
  readonly account: string;
  readonly language: Language;
}

/** The subject of its mail: one line. */
export function subjectOf({ subject }: Notice, { account, language }: Telling): string {
  return `[Linkmill ${account}] ${inLanguage(subject, language)}`.replaceAll(/\p{Cc}+/gu, ' ');
}

/** The text of its mail: sentences, then what to run next, then which notice of which account it is. */
export function textOf(notice: Notice, { account, language }: Telling): string {
  const say = (text: string) => inLanguage(text, language);
  const next = notice.next.length === 0 ? [] : ['', say('What to run next:'), ...notice.next.map(indented)];
  const foot = ['', '-- ', say(`Linkmill, account ${account}, notice ${notice.id}`)];
  return `${[...notice.lines.map(say), ...next, ...foot].join('\n')}\n`;
}

/** The body of its webhook, as JSON; `kind`, `facts` and `id` are for programs, the other texts for people. */
export function jsonOf({ id, kind, at, subject, lines, facts, next }: Notice, telling: Telling): string {
  const { account, language } = telling;
  const say = (text: string) => inLanguage(text, language);
  return JSON.stringify({
    id,
    kind,
    at: new Date(at).toISOString(),
    account,
    subject: say(subject),
    lines: lines.map(say),
    facts,
    next,
  });
}

function indented(line: string): string {
  return `  ${line}`;
}
