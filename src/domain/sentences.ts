/**
 * Our sentences in English, with what they are in French. Values are never translated unless they are sentences of ours themselves; a hole
 * says what it takes: `{}` anything, `{#}` a number or a list of them, `{=}` what is not ours, a path or a person's words, and is kept
 * as it is.
 */
import { catalogueOf } from '../i18n/i18n.ts';
import { french } from './french.ts';
import { frenchDoors } from './french-doors.ts';
import { frenchExpiry } from './french-expiry.ts';
import { frenchHistory } from './french-history.ts';
import { frenchKeys } from './french-keys.ts';
import { frenchSecrets } from './french-secrets.ts';

const told = [...french, ...frenchDoors, ...frenchExpiry, ...frenchHistory, ...frenchKeys, ...frenchSecrets];

interface Sentence {
  readonly pattern: RegExp;
  readonly beginning: string;
  /** Of each value, whether it stays as it is. */
  readonly isKept: readonly boolean[];
  readonly parts: readonly string[];
}

const hole = /(\{[=#]?\})/;
/** Wide spaces part columns: no value reaches over them. */
const anything = '((?:(?! {2})[^\\n])*?)';
const asFarAsItGoes = '([^\\n]*)';
const numbers = '(\\d[\\d., ]*)';

/** A value may be a sentence itself, and so may one of its values. */
const mostDepth = 4;

let table: readonly Sentence[] | undefined;
let countries: ReadonlyMap<string, string> | undefined;

/** The French of a text that is one of our sentences, a sum or a country; undefined for any other. */
export function inFrench(text: string, depth = 0): string | undefined {
  const sum = inFrenchDigits(text);
  if (sum !== undefined) return sum;
  table ??= compiled();
  for (const { beginning, pattern, isKept, parts } of table) {
    if (!text.startsWith(beginning)) continue;
    const values = pattern.exec(text)?.slice(1);
    if (values === undefined) continue;
    const said = values.map((value, at) => (isKept[at] ? value : valueInFrench(value, depth + 1)));
    return parts.map((part, at) => `${part}${said[at] ?? ''}`).join('');
  }
  if (depth === 0) return undefined;
  countries ??= countryNames();
  return countries.get(text);
}

/** A value is a sentence, a list of them, or no text of ours. */
function valueInFrench(value: string, depth: number): string {
  if (depth > mostDepth) return value;
  return inFrench(value, depth) ?? partsInFrench(value, (part) => inFrench(part, depth)) ?? value;
}

const markInFrench: Readonly<Record<string, string>> = { '; ': '\u00a0; ', ': ': '\u00a0: ' };

/** A text part by part between `; `, `, ` and `: `; undefined where none of them is ours. */
export function partsInFrench(text: string, say: (part: string) => string | undefined): string | undefined {
  const parts = text.split(/(; |, |: )/);
  const said = parts.map((part, at) => (at % 2 === 0 ? say(part) : undefined));
  if (said.every((part) => part === undefined)) return undefined;
  return parts.map((part, at) => said[at] ?? markInFrench[part] ?? part).join('');
}

/** French keeps its high marks on the line of their word. */
export function spaced(text: string): string {
  return text.replaceAll(/ (?=[:;?!»])/g, '\u00a0');
}

/** `3,835.32 EUR` as it is written in French; what is to be typed never names the currency. */
function inFrenchDigits(text: string): string | undefined {
  const [, whole, cents] = /^(-?\d{1,3}(?:,\d{3})*)\.(\d\d) EUR$/.exec(text) ?? [];
  return whole === undefined ? undefined : `${whole.replaceAll(',', '\u202f')},${cents}\u00a0EUR`;
}

/** The one with the most words of its own first: of two sentences that fit, it is meant. */
function compiled(): readonly Sentence[] {
  const [english, said] = [catalogueOf('en'), catalogueOf('fr')];
  const ofFailures = Object.keys(english)
    .filter((key) => /^(?:failure|remedy)\.\w+$/.test(key))
    .map((key) => [english[key] ?? '', said[key] ?? ''] as const);
  const length = (text: string) =>
    text
      .split(hole)
      .filter((part) => !hole.test(part))
      .join('').length;
  return [...told, ...ofFailures]
    .toSorted(([one], [other]) => length(other) - length(one))
    .map(([english, said]) => {
      const parts = english.split(hole);
      return {
        beginning: parts[0] ?? '',
        pattern: new RegExp(`^${parts.map(patternOf).join('')}$`),
        isKept: parts.filter((part) => hole.test(part)).map((part) => part !== '{}'),
        parts: spaced(said).split('{}'),
      };
    });
}

function patternOf(part: string): string {
  const kinds: Readonly<Record<string, string>> = { '{}': anything, '{#}': numbers, '{=}': asFarAsItGoes };
  return kinds[part] ?? part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** What stands in quotes in our own sentences: `"reason"`. */
export function ownQuotes(): ReadonlySet<string> {
  const ofFailures = Object.values(catalogueOf('en'));
  return new Set(
    [...told.map(([english]) => english), ...ofFailures].flatMap((text) => text.match(/"[^"\n]*"/g) ?? []),
  );
}

function countryNames(): ReadonlyMap<string, string> {
  const names = (language: string) => new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  const [english, said] = [names('en'), names('fr')];
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  return new Map(
    letters.flatMap((first) =>
      letters.flatMap((second): [string, string][] => {
        const [name, other] = [english.of(first + second), said.of(first + second)];
        return name === undefined || other === undefined ? [] : [[name, other]];
      }),
    ),
  );
}
