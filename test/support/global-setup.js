// Before any test, builds dist/ if it is outdated and looks for a Redis to test on.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = ['src', 'workers', 'build.js', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
// Marks a build that passed: the compiler writes files even where it finds errors.
const mark = join(root, 'dist', '.built');

const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function isCurrent() {
  const builtAt = changedAt(mark);
  const newest = (path) => {
    if (!statSync(path).isDirectory()) return changedAt(path);
    return Math.max(changedAt(path), ...readdirSync(path).map((name) => newest(join(path, name))));
  };
  return sources.every((path) => newest(join(root, path)) <= builtAt);
}

function build() {
  const startedAt = new Date();
  const built = spawnSync(process.execPath, ['build.js'], { cwd: root, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`dist/ cannot be built:\n${built.stdout}${built.stderr}`);
  writeFileSync(mark, '');
  // A file saved while the compiler runs counts as changed after the build.
  utimesSync(mark, startedAt, startedAt);
}

export default async function setUp() {
  if (!isCurrent()) build();
  const { readConfig, readEnvironment } = await import('../../dist/src/config.js');
  const { findExecutable } = await import('../../dist/src/redis/executable.js');
  const { PATH, HOME, XDG_CACHE_HOME } = readEnvironment();
  const { redis } = readConfig({ PATH, HOME, XDG_CACHE_HOME });
  const executable = await findExecutable(redis, (line) => process.stderr.write(`${line}\n`));
  if (executable === undefined)
    throw new Error('The tests need redis-server or valkey-server, 6.2 or newer.');
}
