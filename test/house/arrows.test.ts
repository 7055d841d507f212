import { dirname } from 'node:path';
import { expect, test } from '@jest/globals';
import { folderOf, type Import, type SourceFile, sourceFiles } from './source-files.ts';

const doors = ['cli', 'server', 'workers'];
const ground = ['domain', 'i18n', 'config', 'log', 'wiring'];
const edges = new Set(
  sourceFiles
    .map(({ folder }) => folder)
    .filter((folder) => ![...doors, ...ground, 'actions'].includes(folder)),
);

/** The only file of an edge that other folders may import. */
const frontDoor = (folder: string) => `src/${folder}/${folder}.ts`;

const isOurs = ({ to }: Import) => to.endsWith('.ts');

/** Whether the map in ARCHITECTURE.md allows the import; arrows point down only. */
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
  // Any edge may use Redis and files. The ledger may use the pace: its claim script takes the permit in the same call.
  return ['redis', 'files'].includes(target) || (from.folder === 'ledger' && target === 'pace');
}

test('imports follow the arrows of ARCHITECTURE.md and go through front doors', () => {
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

/** Import cycles between parts, types included; `partOf` maps a file to its part. */
function circles(partOf: (path: string) => string): string[] {
  const next = new Map<string, Set<string>>();
  for (const { path, imports } of sourceFiles) {
    const from = partOf(path);
    const to = imports.filter(isOurs).map((one) => partOf(one.to));
    const others = to.filter((one) => one !== from);
    next.set(from, new Set([...(next.get(from) ?? []), ...others]));
  }
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (part: string, way: readonly string[]) => {
    if (way.includes(part)) found.push([...way.slice(way.indexOf(part)), part].join(' -> '));
    if (way.includes(part) || done.has(part)) return;
    for (const to of next.get(part) ?? []) walk(to, [...way, part]);
    done.add(part);
  };
  for (const part of next.keys()) walk(part, []);
  return found;
}

test('files have no import cycles', () => {
  expect(circles((path) => path)).toEqual([]);
});

test('subfolders have no import cycles', () => {
  // A file beside the subfolders counts as one.
  const roomOf = (path: string) => (path.split('/').length > 3 ? dirname(path) : path);
  expect(circles(roomOf)).toEqual([]);
});

test('each npm package is imported in one folder only', () => {
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
