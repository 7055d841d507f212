import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from '@jest/globals';
import { type FailureCode, failures } from '../../src/domain/failure.ts';
import { catalogueOf, type Language, languages, paramsOfRenderer, rendererOf } from '../../src/i18n/i18n.ts';
import { type Message, type MessageCode, messages, type ParamKind } from '../../src/i18n/messages.ts';

const kindsOf = (code: string) => messages[code as MessageCode] as Readonly<Record<string, ParamKind>>;

/** What every catalogue has: a text of each message, and two of each failure. */
const keys = [
  ...Object.keys(messages),
  ...Object.keys(failures).flatMap((code) => [`failure.${code}`, `remedy.${code}`]),
];

/** The names of the params that a text names. */
function paramsOf(text: string): string[] {
  const names = new Set<string>();
  const walk = (elements: readonly MessageFormatElement[]) => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      names.add(element.value);
      if ('options' in element) for (const option of Object.values(element.options)) walk(option.value);
    }
  };
  walk(parse(text, { ignoreTag: true }));
  for (const name of paramsOfRenderer) names.delete(name);
  return [...names].sort();
}

test.each(languages)(
  'the catalogue "%s" has a text of each message, with its params, and no other',
  (language) => {
    const catalogue = catalogueOf(language);
    const own = Object.keys(catalogue).filter((key) => !key.endsWith('.web'));
    expect(own.toSorted()).toEqual(keys.toSorted());
    const differing = own.filter((key) => {
      const wanted = Object.keys(kindsOf(key) ?? {}).sort();
      return JSON.stringify(paramsOf(catalogue[key] ?? '')) !== JSON.stringify(wanted);
    });
    expect(differing).toEqual([]);
  },
);

test('what to do has a text of its own in a page wherever it names a flag, a setting or a command, in every language', () => {
  const english = catalogueOf('en');
  const ofShell = /--[a-z]|LINKMILL_|BRIDGE_|REDIS_URL|NODE_|`|npx /;
  const wanted = Object.keys(english).filter(
    (key) => key.startsWith('remedy.') && ofShell.test(english[key] ?? ''),
  );
  for (const language of languages) {
    const catalogue = catalogueOf(language);
    expect(wanted.filter((key) => catalogue[`${key}.web`] === undefined)).toEqual([]);
    const pages = Object.entries(catalogue).filter(([key]) => key.endsWith('.web'));
    expect(pages.filter(([, text]) => ofShell.test(text))).toEqual([]);
    expect(pages.filter(([key]) => !wanted.includes(key.slice(0, -'.web'.length)))).toEqual([]);
  }
});

const hostile = [
  'closed',
  'none',
  '{found}',
  "it's '{'quoted'}'",
  '"quoted" «quoted»',
  'two\nlines\r\nand\ttabs',
  '<b>bold</b> # {n, plural, other {#}}',
  'x'.repeat(4_000),
];

/** A message with these words in each place that takes words. */
function filled(code: MessageCode, words: string): Message {
  const inner = (): Message => ({ code: 'found', params: { found: words } });
  const values: { readonly [kind in ParamKind]: unknown } = {
    text: words,
    count: 1234,
    line: 1234,
    cents: 123_456,
    country: 'FR',
    texts: [words, words],
    message: inner(),
    messages: [inner(), inner()],
    more: [inner()],
    failure: { code: 'amount_missing', field: words, details: [inner()] },
  };
  const params = Object.entries(kindsOf(code)).map(([name, kind]) => [name, values[kind]]);
  return { code, params: Object.fromEntries(params) } as Message;
}

describe.each(languages)('in "%s"', (language: Language) => {
  const { render } = rendererOf(language);

  test('every message gives the words of others back unchanged', () => {
    const changed = (Object.keys(messages) as MessageCode[]).flatMap((code) => {
      const takesWords = Object.values(kindsOf(code)).some(
        (kind) => !['count', 'line', 'cents', 'country'].includes(kind),
      );
      return hostile
        .filter((words) => takesWords && !render(filled(code, words)).includes(words))
        .map((words) => [code, words]);
    });
    expect(changed).toEqual([]);
  });

  test('no message of a failure is empty or speaks of a code', () => {
    const { text } = rendererOf(language);
    const odd = (Object.keys(failures) as FailureCode[]).filter(
      (code) => !/[.!]$/.test(text(`failure.${code}`)),
    );
    expect(odd).toEqual([]);
  });
});

test.each([
  ['in no account', {}, 'npx linkmill retry a1', '`linkmill doctor`'],
  [
    'in an account',
    { account: 'shop' },
    'npx linkmill retry --account shop a1',
    '`linkmill doctor --account shop`',
  ],
  ['in the sandbox', { isSandbox: true }, 'npx linkmill retry --sandbox a1', '`linkmill doctor`'],
])('%s the command lines of texts can be pasted, and the words of others stay', (_, target, line, doctor) => {
  const { render, text } = rendererOf('en', 'cli', target);
  expect(render({ code: 'refused_by_bridge', params: { batch: 'a1' } })).toContain(line);
  expect(render({ code: 'report_at', params: { path: 'npx linkmill retry' } })).toBe(
    'Report: npx linkmill retry',
  );
  expect(text('remedy.redis_unreachable')).toContain(doctor);
});
