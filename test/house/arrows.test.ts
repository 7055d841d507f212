import { expect, test } from '@jest/globals';
import { folderOf, type Import, type SourceFile, sourceFiles } from './source-files.ts';

const doors = ['cli', 'server', 'workers'];
const ground = ['domain', 'i18n', 'config', 'log', 'wiring'];
const edges = new Set(
  sourceFiles
    .map(({ folder }) => folder)
    .filter((folder) => ![...doors, ...ground, 'actions'].includes(folder)),
);

/** The file of a folder that others may import. */
const frontDoor = (folder: string) => `src/${folder}/${folder}.ts`;

const isOurs = ({ to }: Import) => to.endsWith('.ts');

/** Arrows point down only; each line is one arrow of the map in ARCHITECTURE.md. */
function isAllowed(from: SourceFile, to: string): boolean {
  const target = folderOf(to);
  if (target === from.folder || from.folder === 'wiring') return true;
  if (target === 'domain' || target === 'i18n') return from.folder !== 'i18n';
  if (from.folder === 'domain' || from.folder === 'config' || from.folder === 'log') return false;
  if (doors.includes(from.folder)) {
    const isWork = from.folder === 'cli' && to === 'workers/main.ts';
    return isWork || ['actions', 'wiring', 'config', 'log'].includes(target);
  }
  if (to !== frontDoor(target) || !edges.has(target)) return false;
  if (from.folder === 'actions') return true;
  // Any edge may use the Redis and files' manners; a claim takes its permit in the same script call.
  return ['redis', 'files'].includes(target) || (from.folder === 'ledger' && target === 'pace');
}

test('imports follow the arrows and go through front doors', () => {
  const against = sourceFiles.flatMap((file) =>
    file.imports
      .filter((one) => isOurs(one) && !isAllowed(file, one.to))
      .map(({ to }) => `${file.path} -> ${to}`),
  );
  expect(against).toEqual([]);
});

test('every edge has a front door', () => {
  const paths = new Set(sourceFiles.map(({ path }) => path));
  expect([...edges].filter((folder) => !paths.has(frontDoor(folder)))).toEqual([]);
});

test('no file imports itself by way of others', () => {
  const next = new Map(
    sourceFiles.map((file) => [file.path, file.imports.filter(isOurs).map(({ to }) => to)]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, way: readonly string[]) => {
    if (way.includes(path)) cycles.push([...way.slice(way.indexOf(path)), path].join(' -> '));
    if (way.includes(path) || done.has(path)) return;
    for (const to of next.get(path) ?? []) walk(to, [...way, path]);
    done.add(path);
  };
  for (const path of next.keys()) walk(path, []);
  expect(cycles).toEqual([]);
});

test('a package of others is imported in one folder only', () => {
  const folders = new Map<string, Set<string>>();
  for (const { folder, imports } of sourceFiles) {
    for (const { to, typeOnly } of imports.filter((one) => !isOurs(one))) {
      const isFree = to.startsWith('node:') || ['zod', 'pino'].includes(to) || (typeOnly && to === 'ioredis');
      if (!isFree) folders.set(to, (folders.get(to) ?? new Set()).add(folder));
    }
  }
  const spread = [...folders].filter(([, where]) => where.size > 1);
  expect(spread.map(([name, where]) => `${name}: ${[...where].join(', ')}`)).toEqual([]);
});
