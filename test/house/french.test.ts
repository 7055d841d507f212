import { expect, test } from '@jest/globals';
import { french } from '../../src/domain/french.ts';
import { frenchDoors } from '../../src/domain/french-doors.ts';
import { frenchExpiry } from '../../src/domain/french-expiry.ts';
import { frenchHistory } from '../../src/domain/french-history.ts';
import { frenchKeys } from '../../src/domain/french-keys.ts';
import { frenchSecrets } from '../../src/domain/french-secrets.ts';
import { inLanguage } from '../../src/domain/language.ts';
import { saidTexts } from './said-texts.ts';
import { pathsIn, sourceFiles, textOf } from './source-files.ts';

const table = [...french, ...frenchDoors, ...frenchExpiry, ...frenchHistory, ...frenchKeys, ...frenchSecrets];

/** What a ledger's scripts write down of a row is read by people, too. */
const scripts = pathsIn('src', '.lua').map(textOf);

/** Names of things and words of commands, which are the same in French. */
const same = new Set([
  'batch',
  'books_not_closed: {}',
  'export BRIDGE_BASE_URL={} BRIDGE_CLIENT_ID=sandbox BRIDGE_CLIENT_SECRET=sandbox',
]);

/** The sentence with values that are no words of ours. */
function filled(template: string): string {
  let count = 0;
  return template.replaceAll('{}', () => String(90 + ++count));
}

test('everything that is said, and every detail of a failure, has a French sentence', () => {
  const left = saidTexts().filter(
    ({ template }) => !same.has(template) && inLanguage(filled(template), 'fr') === filled(template),
  );
  expect(left.map(({ template, path }) => `${path}: ${template}`)).toEqual([]);
});

test('a French sentence keeps every value of the English one', () => {
  const holes = (text: string) => text.split(/\{[=#]?\}/).length;
  const uneven = table.filter(([english, said]) => holes(english) !== holes(said));
  expect(uneven).toEqual([]);
});

test('no English sentence stands twice, and none without words of it in the program', () => {
  const all = table.map(([english]) => english);
  expect(all.filter((english, at) => all.indexOf(english) !== at)).toEqual([]);
  const code = [
    ...sourceFiles.filter(({ path }) => !path.includes('french')).map(({ text }) => text),
    ...scripts,
  ]
    .join('\n')
    .toLowerCase();
  const strange = all.filter((english) => {
    const words = english.match(/[A-Za-z]{4,}/g) ?? [];
    return !words.every((word) => code.includes(word.toLowerCase()));
  });
  expect(strange).toEqual([]);
});
