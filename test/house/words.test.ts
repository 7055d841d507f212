import { basename } from 'node:path';
import { expect, test } from '@jest/globals';
import { pathsIn, type SourceFile, sourceFiles, textOf } from './source-files.ts';

const isMain = ({ path }: SourceFile) => path.endsWith('/main.ts');

/** Code that may occur only in the files that `isHome` accepts. */
const restricted: readonly [word: RegExp, isHome: (file: SourceFile) => boolean][] = [
  [/\bprocess\.env\b/, ({ path }) => path === 'src/config.ts'],
  [/\bprocess\.(exit|exitCode|on|once)\b/, isMain],
  [
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b/,
    (file) => isMain(file) || file.folder === 'wiring' || file.folder === 'cli',
  ],
  [/^export default\b/m, () => false],
];

test.each(restricted)('%p occurs only where it belongs', (word, isHome) => {
  const strangers = sourceFiles.filter((file) => word.test(file.code) && !isHome(file));
  expect(strangers.map(({ path }) => path)).toEqual([]);
});

test('no file has a name that says nothing', () => {
  const empty =
    /^(utils?|helpers?|common|shared|misc|index)(\.test)?\.(ts|lua)$|\/(utils?|helpers?|common|shared)\//;
  const paths = [...pathsIn('src', ''), ...pathsIn('workers', ''), ...pathsIn('test', '.ts')];
  expect(paths.filter((path) => empty.test(basename(path)) || empty.test(path))).toEqual([]);
});

test('every Lua script documents its parameters and its result', () => {
  const silent = pathsIn('src', '.lua').filter((path) => {
    const text = textOf(path);
    const header = /^(?:--.*\n)*/.exec(text)?.[0] ?? '';
    const body = text.slice(header.length);
    const takes = ['KEYS', 'ARGV'].filter((word) => body.includes(`${word}[`));
    // A file of shared functions has no parameters of its own.
    const due = takes.length === 0 ? ['Functions'] : [...takes, 'Returns'];
    return !due.every((word) => header.includes(word));
  });
  expect(silent).toEqual([]);
});

test('every test file has a test, and no test is skipped', () => {
  const idle = pathsIn('test', '.test.ts').filter((path) => {
    const text = textOf(path);
    return !/^\s*(test|it)(\.each|\()/m.test(text) || /\b(test|it|describe)\.(skip|only|todo)\b/.test(text);
  });
  expect(idle).toEqual([]);
});

test('each unit test has the path of the file that it tests', () => {
  const sources = new Set(sourceFiles.map(({ path }) => path.replace(/^src\//, '')));
  const lost = pathsIn('test', '.test.ts')
    .map((path) => path.replace(/^test\//, ''))
    .filter(
      (path) =>
        !/^(attack|e2e|house|bench|cli|simulation|office|fuzz)\//.test(path) &&
        !sources.has(path.replace('.test.ts', '.ts')),
    );
  expect(lost).toEqual([]);
});

test('every fixture is used, by its name or with an expected result in the corpus', () => {
  const users = [...pathsIn('test', '.ts').map(textOf), textOf('package.json')].join('\n');
  const paths = pathsIn('fixtures', '').filter((path) => /\.\w+$/.test(path));
  const all = new Set(paths);
  const isRead = (path: string) =>
    path.endsWith('.expected.json')
      ? all.has(path.replace(/\.expected\.json$/, ''))
      : all.has(`${path}.expected.json`);
  expect(
    paths.filter(
      (path) =>
        !isRead(path) && !users.includes(basename(path)) && !path.startsWith('fixtures/csv-spectrum/'),
    ),
  ).toEqual([]);
});
