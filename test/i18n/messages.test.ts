import { expect, test } from '@jest/globals';
import type { Warning } from '../../src/actions/account-context.ts';
import type { Notice } from '../../src/domain/notices/notice.ts';
import { catalogueOf, languages, rendererOf } from '../../src/i18n/i18n.ts';
import { bridgeMessages } from '../../src/i18n/messages/bridge.ts';
import { historyMessages } from '../../src/i18n/messages/history.ts';
import { noticeMessages } from '../../src/i18n/messages/notices.ts';
import { warningMessages } from '../../src/i18n/messages/warnings.ts';
import {
  type Message,
  type MessageCode,
  message,
  messages,
  type ParamKind,
} from '../../src/i18n/messages.ts';
import type { Log } from '../../src/log.ts';
import { jsonOf, subjectOf, textOf } from '../../src/notify/notice-text.ts';
import { createWarner } from '../../src/wiring/warner.ts';

const codesOf = <Code extends string>(of: Readonly<Record<Code, unknown>>) => Object.keys(of) as Code[];

/** A message with different words in each param. */
function filled(code: MessageCode): Message {
  const kinds = Object.entries(messages[code] as Readonly<Record<string, ParamKind>>);
  const params = kinds.map(([name, kind]) => [name, paramOf(kind, `<${name}>`)]);
  return { code, params: Object.fromEntries(params) } as unknown as Message;
}

function paramOf(kind: ParamKind, words: string): unknown {
  const found = message('found', { found: words });
  const values: { readonly [kind in ParamKind]: unknown } = {
    text: words,
    count: 3,
    line: 4321,
    instant: 1_795_572_000_000,
    cents: 123_456,
    country: 'FR',
    texts: [words],
    allOf: [words],
    anyOf: [words],
    placeholder: words,
    message: found,
    messages: [found],
    items: [found],
    more: [found],
    failure: { code: 'amount_missing', field: words },
  };
  return values[kind];
}

/** The words that a text of the message must show unchanged. */
const wordsIn = ({ params }: Message) => JSON.stringify(params).match(/<\w+>/g) ?? [];

const catalogues = new Map(languages.map((language) => [language, catalogueOf(language)]));

/** Whether a text has words beside its params. */
const hasWords = (text: string) => /\p{L}{2,}/u.test(text.replaceAll(/\{[^{}]*\}/g, ''));

/** The flaws of a message's texts; `texts` are in the order of `languages`. */
function wrongIn(one: Message, texts: readonly string[]): string[] {
  const english = catalogues.get('en')?.[one.code] ?? '';
  return languages.flatMap((language, at) => {
    const text = texts[at] ?? '';
    const is = (what: string) => [`${one.code} in ${language} ${what}: ${text}`];
    if (text.trim() === '') return is('is empty');
    const lost = wordsIn(one).filter((words) => !text.includes(words));
    if (lost.length > 0) return is(`has lost ${lost.join(', ')}`);
    if (language === 'en' || !hasWords(english)) return [];
    const isEnglish = text === texts[0] || catalogues.get(language)?.[one.code] === english;
    return isEnglish ? is('is English') : [];
  });
}

test('every warning of a worker or a run has a text in each language, and is logged by its code and params', () => {
  const wrong = codesOf(warningMessages).flatMap((code) => {
    const warning = filled(code) as Warning;
    const shown: Message[] = [];
    const logged: unknown[] = [];
    const log = { info: (...words: unknown[]) => logged.push(words) } as unknown as Log;
    createWarner({ show: (...lines) => shown.push(...lines) }, log, () => 0)(warning);
    expect(logged).toEqual([[warning.params, code]]);
    return wrongIn(
      warning,
      languages.map((language) => shown.map(rendererOf(language).render).join('\n')),
    );
  });
  expect(wrong).toEqual([]);
});

const noticeOf = (one: Message): Notice => ({
  id: 'n-1',
  kind: 'trial',
  at: 0,
  subject: one,
  lines: [one],
  facts: {},
  next: [],
});

test('every message of a notice has a text in each language, as a subject and as a line, and is sent with its code and params', () => {
  const wrong = codesOf(noticeMessages).flatMap((code) => {
    const one = filled(code);
    const reported = languages.map((language) => ({ account: 'shop', language }));
    const [subject] = reported.map(
      (notifying) => JSON.parse(jsonOf(noticeOf(one), notifying)).messages.subject,
    );
    expect(subject).toEqual(JSON.parse(JSON.stringify(one)));
    const subjects = reported.map((notifying) =>
      subjectOf(noticeOf(one), notifying).replace('[Linkmill shop] ', ''),
    );
    const lines = reported.map((notifying) => textOf(noticeOf(one), notifying).split('\n', 1)[0] ?? '');
    expect(lines).toEqual(subjects);
    return wrongIn(one, lines);
  });
  expect(wrong).toEqual([]);
});

test('every stored event, and every reason why a call to Bridge failed, has a text in each language', () => {
  const codes = [...codesOf(historyMessages), ...codesOf(bridgeMessages)];
  const wrong = codes.flatMap((code) => {
    const one = filled(code);
    return wrongIn(
      one,
      languages.map((language) => rendererOf(language).render(one)),
    );
  });
  expect(wrong).toEqual([]);
});
