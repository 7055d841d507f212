import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from '@jest/globals';
import { type Failure, type FailureCode, failures } from '../../src/domain/failure.ts';
import { judgeCeiling } from '../../src/domain/money/cents.ts';
import { judgeIban } from '../../src/domain/parties/iban.ts';
import { settingNames } from '../../src/domain/settings/settings.ts';
import {
  catalogueOf,
  type Language,
  languageOf,
  languages,
  paramsOfRenderer,
  rendererOf,
} from '../../src/i18n/i18n.ts';
import {
  type Message,
  type MessageCode,
  message,
  messages,
  type ParamKind,
} from '../../src/i18n/messages.ts';
import { ControlSum } from '../../src/ingest/rows/control-sum.ts';
import { templateColumns } from '../../src/tables/write/template.ts';

const kindsOf = (code: string) => messages[code as MessageCode] as Readonly<Record<string, ParamKind>>;

/** The keys that every catalogue must have: one for each message and setting, two for each failure. */
const keys = [
  ...Object.keys(messages),
  ...Object.keys(failures).flatMap((code) => [`failure.${code}`, `remedy.${code}`]),
  ...settingNames.map((name) => `setting.${name}`),
  ...templateColumns.flatMap((column) => [`template.${column}`, `template.${column}.meaning`]),
  ...['template.sheet', 'template.help', 'template.help.column', 'template.help.meaning'],
];

/** The params in a text. */
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
    // The help tests check the keys of the help.
    const own = Object.keys(catalogue).filter((key) => !key.endsWith('.web') && !key.startsWith('help.'));
    expect(own.toSorted()).toEqual(keys.toSorted());
    const differing = own.filter((key) => {
      const wanted = Object.keys(kindsOf(key) ?? {}).sort();
      return JSON.stringify(paramsOf(catalogue[key] ?? '')) !== JSON.stringify(wanted);
    });
    expect(differing).toEqual([]);
  },
);

test('a remedy that names a flag, a setting or a command has another text for pages, in every language', () => {
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

/** A message with these words in each param that takes words. */
function filled(code: MessageCode, words: string): Message {
  const inner = (): Message => message('found', { found: words });
  const values: { readonly [kind in ParamKind]: unknown } = {
    text: words,
    count: 1234,
    line: 1234,
    instant: 1_795_572_000_000,
    cents: 123_456,
    country: 'FR',
    texts: [words, words],
    allOf: [words, words],
    anyOf: [words, words],
    placeholder: words,
    message: inner(),
    messages: [inner(), inner()],
    items: [inner(), inner()],
    more: [inner()],
    failure: { code: 'amount_missing', field: words, details: [inner()] },
  };
  const params = Object.entries(kindsOf(code)).map(([name, kind]) => [name, values[kind]]);
  return { code, params: Object.fromEntries(params) } as unknown as Message;
}

describe.each(languages)('in "%s"', (language: Language) => {
  const { render } = rendererOf(language);

  test('every message shows the words of others unchanged', () => {
    const changed = (Object.keys(messages) as MessageCode[]).flatMap((code) => {
      const takesWords = Object.values(kindsOf(code)).some(
        (kind) => !['count', 'line', 'instant', 'cents', 'country'].includes(kind),
      );
      return hostile
        .filter((words) => takesWords && !render(filled(code, words)).includes(words))
        .map((words) => [code, words]);
    });
    expect(changed).toEqual([]);
  });

  test('no message of a failure is empty or mentions a code', () => {
    const { text } = rendererOf(language);
    const odd = (Object.keys(failures) as FailureCode[]).filter(
      (code) => !/[.!]$/.test(text(`failure.${code}`)),
    );
    expect(odd).toEqual([]);
  });
});

/** Replaces no-break spaces by plain ones. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const inAll = (failure: Failure | undefined) =>
  failure === undefined ? [] : languages.map((language) => plain(rendererOf(language).failure(failure)));

test('a failure is shown whole in each language: field, sentence, details and remedy', () => {
  const failure = {
    code: 'amount_ambiguous',
    field: 'amount',
    details: [
      message('found_either', { found: '"1.234"', one: '1234,00', other: '1,234' }),
      message('amount_form_proven', { form: '1.234,56', proving: 212, marked: 214 }),
    ],
  } as const;
  const [english, french, german] = inAll(failure);
  expect(english).toMatch(
    /^amount: The amount can be read in two ways\. Found "1\.234": 1234,00 or 1,234\? The column writes 1\.234,56: 212 of 214 cells prove it\. ./,
  );
  expect(french).toBe(
    'amount : Le montant peut se lire de deux façons. Trouvé : "1.234", soit 1234,00 ou 1,234 ? ' +
      'La colonne écrit 1.234,56 : 212 cellules sur 214 le prouvent. Saisissez-le avec deux décimales, dans le format de la colonne.',
  );
  expect(german).toContain(
    'Gefunden: "1.234". Ist 1234,00 oder 1,234 gemeint? Die Spalte schreibt 1.234,56: 212 von 214 Zellen belegen es.',
  );
});

test('sums and country names are written as in the language', () => {
  const found: Failure[] = [];
  judgeIban('NL91ABNA04171643001122', 'iban', found, []);
  judgeCeiling(3_600_000, 3_500_000, 'amount', found);
  const totals = new ControlSum();
  for (let row = 0; row < 3; row++) totals.add(5000);
  totals.declare(5, { possible: [383_532], hasDecimals: true });
  found.push(...totals.differences({ map: [] }));
  const texts = found.map(inAll);
  expect(texts.map(([english]) => english)).toEqual([
    expect.stringContaining('Netherlands has 18.'),
    expect.stringContaining('36,000.00 EUR is above 35,000.00 EUR.'),
    expect.stringContaining('Line 5 declares 3,835.32 EUR. 3 rows come to 150.00 EUR.'),
  ]);
  expect(texts.map(([, french]) => french)).toEqual([
    expect.stringContaining('caractères ; pour ce pays (Pays-Bas), il en faut 18.'),
    expect.stringContaining('36 000,00 EUR dépasse 35 000,00 EUR.'),
    expect.stringContaining('La ligne 5 annonce 3 835,32 EUR. 3 lignes font 150,00 EUR.'),
  ]);
  expect(texts.map(([, , german]) => german)).toEqual([
    expect.stringContaining('in diesem Land (Niederlande) sind es 18.'),
    expect.stringContaining('36.000,00 EUR liegt über 35.000,00 EUR.'),
    expect.stringContaining('Zeile 5 gibt 3.835,32 EUR an. 3 Zeilen ergeben 150,00 EUR.'),
  ]);
});

test('choices are joined as in the language, and a cell keeps its wide spaces', () => {
  const details = [
    message('found', { found: '"1  2,,5"' }),
    message('column_to_say', { choices: ['--map a="1"', '--map b="2"', '--map c="3"'] }),
  ];
  const texts = inAll({ code: 'column_unclear', details });
  expect(texts.every((text) => text.includes('"1  2,,5"'))).toBe(true);
  expect(texts[0]).toContain('Say --map a="1", --map b="2" or --map c="3".');
  expect(texts[1]).toContain('Indiquez --map a="1", --map b="2" ou --map c="3".');
  expect(texts[2]).toContain('Geben Sie --map a="1", --map b="2" oder --map c="3" an.');
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
])('%s command lines in texts can be pasted, and the words of others stay', (_, target, line, doctor) => {
  const { render, text } = rendererOf('en', 'cli', target);
  expect(render(message('refused_by_bridge', { batch: 'a1' }))).toContain(line);
  expect(render(message('report_at', { path: 'npx linkmill retry' }))).toBe('Report: npx linkmill retry');
  expect(text('remedy.redis_unreachable')).toContain(doctor);
});

test.each([
  [{ LANG: 'fr_FR.UTF-8' }, 'fr'],
  [{ LANG: 'fr' }, 'fr'],
  [{ LANG: 'fr_FR.UTF-8', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'en_GB.UTF-8', LC_MESSAGES: 'fr_BE' }, 'fr'],
  [{ LANG: 'frr_DE' }, 'en'],
  [{ LANG: 'de_AT.UTF-8' }, 'de'],
  [{ LANG: 'de_DE', LINKMILL_LANG: 'fr' }, 'fr'],
  [{}, 'en'],
])('the language of the environment %j is %s', (environment, language) => {
  expect(languageOf(environment)).toBe(language);
});
