import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseSync } from '@swc/core';
import { messages } from '../../src/i18n/messages.ts';
import { pathsIn, root, textOf } from './source-files.ts';

/** The glossary's rows, each as its three cells. */
const rows = [...textOf('docs/glossary.md').matchAll(/^\| (?!Word |---)(.+) \| (.+) \| (.+) \|$/gm)].map(
  ([, word = '', meaning = '', places = '']) => ({ word, meaning, places }),
);

test('the glossary has each word once, in the order of the alphabet, with one sentence', () => {
  const words = rows.map(({ word }) => word.toLowerCase());
  expect(words.length).toBeGreaterThan(60);
  expect(words).toEqual([...new Set(words)].toSorted((one, other) => one.localeCompare(other, 'en')));
  expect(rows.filter(({ meaning }) => !/^[^.]*(?:\.\w[^.]*)*\.$/.test(meaning))).toEqual([]);
});

test('every place that the glossary names is there', () => {
  const places = rows.map(({ places }) => [...places.matchAll(/`([^`]+)`/g)].map(([, place = '']) => place));
  expect(places.filter((ones) => ones.length === 0)).toEqual([]);
  expect(places.flat().filter((place) => !existsSync(join(root, place)))).toEqual([]);
});

/** Words that the code had before it had the field's, as parts of names; a form that is another word is none of them. */
const refused = new RegExp(
  `(?:^|-)(?:${[
    'mills?',
    'desks?',
    'turnstiles?',
    'fleets?',
    'roll-call',
    'heed(?:s|ed|ing)?',
    'sweep(?:s|er|ers|ing)?',
    'look(?:ed|s|ing)?-back',
    'glance[ds]?',
    'disown(?:s|ed)?',
    'strays?',
    'second-links?',
    'nights?',
    'slots?',
    'deeds?',
    'happenings?',
    'obstacles?',
    'standings?',
    '(?:take|keep)-turn',
    'mend(?:s|ed|ing)?',
    'told',
    'tellers?',
    'said',
  ].join('|')})(?:-|$)`,
);

/** `closeTheBooks2` as `close-the-books2`. */
function kebab(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3-$2')
    .replaceAll(/[_./]+/g, '-')
    .toLowerCase();
}

/** Codes of messages and their params are public, and keep the words they have. */
const ofMessages = new Set([...Object.keys(messages), ...Object.values(messages).flatMap(Object.keys)]);
const isPublic = (name: string) => ofMessages.has(name) || /^[a-z0-9]+(?:_[a-z0-9]+)+$/.test(name);

const isRefused = (name: string) => name !== 'isStanding' && !isPublic(name) && refused.test(kebab(name));

/** The names of variables, functions, types and fields in a part of a parsed file. */
function identifiersIn(part: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(part)) for (const one of part) identifiersIn(one, found);
  else if (typeof part === 'object' && part !== null) {
    const { type, value } = part as { readonly type?: unknown; readonly value?: unknown };
    if (type === 'Identifier' && typeof value === 'string') found.add(value);
    for (const [field, one] of Object.entries(part)) if (field !== 'span') identifiersIn(one, found);
  }
  return found;
}

const folders = ['src', 'workers', 'test'];
const ours = (ending: string) => folders.flatMap((folder) => pathsIn(folder, ending));

test('no name in code has a word that the glossary replaced', () => {
  const left = [...ours('.ts'), ...ours('.js')].flatMap((path) => {
    const names = identifiersIn(parseSync(textOf(path), { syntax: 'typescript', target: 'es2022' }).body);
    return [...names].filter(isRefused).map((name) => `${path}: ${name}`);
  });
  expect(left).toEqual([]);
});

test('no file or folder has a name with a word that the glossary replaced', () => {
  const names = (path: string) => path.split('/').map((part) => part.replace(/\.\w+$/, ''));
  const left = [...ours('.ts'), ...ours('.js'), ...ours('.lua')].filter((path) =>
    names(path).some(isRefused),
  );
  expect(left).toEqual([]);
});

test('a word that only holds a refused one is taken', () => {
  const taken = [
    'linkmill',
    'million',
    'millis',
    'midnight',
    'nightly',
    'outstanding',
    'amend',
    'recommended',
  ];
  expect([...taken, 'isStanding', 'schedule_obstacle'].filter(isRefused)).toEqual([]);
  const left = [
    'onMill',
    'rollCall',
    'lookedBack',
    'second-links',
    'takeTurn',
    'SlotState',
    'HTTPSlot',
    'told',
  ];
  expect(left.filter((name) => !isRefused(name))).toEqual([]);
});

const refusedProse =
  /\bthe mill\b|\bturnstiles?\b|\bthe sweep\b|\blook-backs?\b|\bsecond links\b|\bthe desk\b|\bthe slots?\b|\btrail of a row\b/i;

/** The comments of a file, each in one line. */
function commentsOf(path: string): string[] {
  const pattern = path.endsWith('.lua')
    ? /(?:^[ \t]*--.*\n?)+|(?<=\S[ \t]+)--.*$/gm
    : /\/\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n?)+|(?<=\s)\/\/.*$/gm;
  const marks = path.endsWith('.lua') ? /^[ \t]*--+/gm : /^[ \t]*(?:\/\*\*?|\*\/?|\/\/)/gm;
  return [...textOf(path).matchAll(pattern)].map(([text]) =>
    text.replaceAll(marks, '').replaceAll(/\s+/g, ' ').trim(),
  );
}

test('no comment has a term that the glossary replaced', () => {
  const left = [...ours('.ts'), ...ours('.js'), ...ours('.lua')].flatMap((path) =>
    commentsOf(path).flatMap((comment) => {
      const term = refusedProse.exec(comment)?.[0];
      return term === undefined ? [] : [`${path}: ${term}`];
    }),
  );
  expect(left).toEqual([]);
});
