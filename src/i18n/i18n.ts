import { readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { z } from 'zod';
import { type FailureText, type Message, messages, type ParamKind } from './messages.ts';

/** Languages with a catalogue. */
export const languages = ['en', 'fr', 'de'] as const;

export type Language = (typeof languages)[number];

/** The language of an environment: `LINKMILL_LANG`, else by POSIX, where `fr_FR.UTF-8` is French; English where it has no catalogue. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const { LINKMILL_LANG, LC_ALL, LC_MESSAGES, LANG } = environment;
  const locale = (LINKMILL_LANG || LC_ALL || LC_MESSAGES || LANG || '').toLowerCase();
  return languages.find((language) => language === locale.split(/[_.@-]/, 1)[0]) ?? 'en';
}

/** Where people read a text: a remedy reads differently at a command line and in a page. */
export type Channel = 'cli' | 'web';

/** Renders messages in one language. */
export interface Renderer {
  readonly language: Language;
  render(message: Message): string;
  /** A text without params, by the first of these keys that the catalogue has: `failure.amount_missing`. */
  text(...keys: string[]): string;
  /** A failure in one line: its field, what is wrong, its details, and what to do. */
  failure(failure: FailureText): string;
  /** A command line with the flags of its target; see `commandFor`. */
  command(line: string): string;
  /** An amount of euro cents, as it is written in the language. */
  sum(cents: number): string;
}

/**
 * The target of the command lines in texts, so that people can paste them. A text has `{forLedger}` after a command that works on the
 * ledger of an account or the sandbox, `{forAccount}` after one that the sandbox does not have.
 */
export interface CommandTarget {
  readonly account?: string | undefined;
  readonly isSandbox?: boolean;
}

/** Params that the renderer fills, and no message has. */
export const paramsOfRenderer = ['forLedger', 'forAccount'] as const;

const catalogueSchema = z.record(z.string(), z.string());

/** The texts of a language by key. */
export function catalogueOf(language: Language): Readonly<Record<string, string>> {
  const path = new URL(`./${language}.json`, import.meta.url);
  return catalogueSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

const renderers = new Map<string, Renderer>();

/** The renderer of a language; the texts are read once, and each is compiled at its first use. */
export function rendererOf(
  language: Language,
  channel: Channel = 'cli',
  target: CommandTarget = {},
): Renderer {
  const name = JSON.stringify([language, channel, target]);
  const known = renderers.get(name);
  if (known !== undefined) return known;
  const made = createRenderer(language, channel, target);
  renderers.set(name, made);
  return made;
}

/** A command line with the flags of its target in place of `{forLedger}` and `{forAccount}`. */
export function commandFor(line: string, target: CommandTarget = {}): string {
  const { forLedger, forAccount } = optionsFor(target);
  return line.replaceAll('{forLedger}', forLedger).replaceAll('{forAccount}', forAccount);
}

function optionsFor({ account, isSandbox }: CommandTarget) {
  const forAccount = account === undefined ? '' : ` --account ${account}`;
  return { forAccount, forLedger: isSandbox ? ' --sandbox' : forAccount };
}

function createRenderer(language: Language, channel: Channel, target: CommandTarget): Renderer {
  const options = optionsFor(target);
  const catalogue = catalogueOf(language);
  const compiled = new Map<string, IntlMessageFormat>();
  const euros = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const countries = new Intl.DisplayNames([language], { type: 'region' });
  const list = new Intl.ListFormat(language, { type: 'unit' });
  // British English has no comma before its last "and" or "or".
  const locale = language === 'en' ? 'en-GB' : language;
  const all = new Intl.ListFormat(locale, { type: 'conjunction' });
  const choice = new Intl.ListFormat(locale, { type: 'disjunction' });
  // A no-break space keeps the currency on the line of its number.
  const sum = (cents: number) => `${euros.format(cents / 100)}${language === 'en' ? ' ' : '\u00a0'}EUR`;

  function format(key: string, values: Readonly<Record<string, string | number>>): string {
    let one = compiled.get(key);
    if (one === undefined) {
      const text = (channel === 'web' ? catalogue[`${key}.web`] : undefined) ?? catalogue[key];
      // A message of a later version: only its code is known.
      if (text === undefined) return key;
      one = new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
      compiled.set(key, one);
    }
    return String(one.format({ ...options, ...values }));
  }

  const write: { readonly [kind in ParamKind]: (value: never) => string | number } = {
    text: (value: string) => value,
    count: (value: number) => value,
    line: String,
    instant: (value: number) => `${new Date(value).toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    cents: sum,
    country: (value: string) => countries.of(value) ?? value,
    texts: (value: readonly string[]) => list.format(value),
    allOf: (value: readonly string[]) => all.format(value),
    anyOf: (value: readonly string[]) => choice.format(value),
    placeholder: (value: string) => text(`help.value.${value}`),
    message: (value: Message) => render(value),
    items: (value: readonly Message[]) => value.map(render).join(language === 'fr' ? '\u00a0; ' : '; '),
    messages: (value: readonly Message[]) => value.map(render).join(' '),
    more: (value: readonly Message[]) => value.map((one) => ` ${render(one)}`).join(''),
    failure,
  };

  function render({ code, params }: Message): string {
    const kinds: Readonly<Record<string, ParamKind>> = messages[code] ?? {};
    const given = params as Readonly<Record<string, unknown>>;
    try {
      const values = Object.entries(kinds).map(([name, kind]) => [name, write[kind](given[name] as never)]);
      return format(code, Object.fromEntries(values));
    } catch {
      // A message of another version, whose params differ.
      return code;
    }
  }

  const text = (...keys: string[]) =>
    format(keys.find((key) => Object.hasOwn(catalogue, key)) ?? String(keys[0]), {});

  function failure({ code, field, details = [], detail }: FailureText): string {
    const before = field === undefined ? '' : `${field}${language === 'fr' ? '\u00a0' : ''}: `;
    const parts = [text(`failure.${code}`), ...details.map(render), detail, text(`remedy.${code}`)];
    return before + parts.filter((part) => part !== undefined && part !== '').join(' ');
  }

  const command = (line: string) => commandFor(line, target);
  return { language, render, text, failure, command, sum };
}
