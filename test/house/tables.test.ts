import { expect, test } from '@jest/globals';
import { type FailureCode, failures } from '../../src/domain/failure.ts';
import { defaultOf, settingNames } from '../../src/domain/settings/settings.ts';
import { rendererOf } from '../../src/i18n/i18n.ts';
import { textOf } from './source-files.ts';

/** Rows of the README's tables whose first cell is a matching name in backticks, as trimmed cells with the bare name first. */
function readmeRows(name: RegExp): string[][] {
  const rows = [...textOf('README.md').matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)];
  return rows
    .filter(([, first = '']) => name.test(first))
    .map(([, first = '', rest = '']) => [first, ...rest.split('|').map((cell) => cell.trim())]);
}

test('the README lists exactly the failures, each with its sentence and remedy', () => {
  const listed = readmeRows(/^[a-z]+(_[a-z0-9]+)+$/);
  const { text } = rendererOf('en');
  const due = (Object.keys(failures) as FailureCode[]).map((code) => {
    return [code, text(`failure.${code}`), text(`remedy.${code}`)];
  });
  expect(listed.toSorted()).toEqual(due.toSorted());
});

test('the README lists exactly the settings, each with its default and meaning', () => {
  const listed = readmeRows(/^[A-Z]+(_[A-Z]+)+$/).map(([name, usual = '', meaning]) => [
    name,
    usual.replaceAll('`', ''),
    meaning,
  ]);
  const { text } = rendererOf('en');
  const due = settingNames.map((name) => [name, defaultOf(name) ?? '', text(`setting.${name}`)]);
  expect(listed.toSorted()).toEqual(due.toSorted());
});

test('every test that the README cites exists', () => {
  const lines = [...textOf('README.md').matchAll(/^\|.*\| ([a-z0-9/-]+): \*(.+)\* \|$/gm)];
  expect(lines.length).toBeGreaterThan(15);
  const lost = lines.filter(([, file, name = '']) => {
    const text = textOf(`test/${file}.test.ts`);
    return ![`'${name}'`, `"${name}"`].some((quoted) => text.includes(`test(${quoted}`));
  });
  expect(lost.map(([, file, name]) => `${file}: ${name}`)).toEqual([]);
});
