import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Message, message } from '../i18n/messages.ts';
import { fetchedExecutable, fetchFromDebian } from './debian.ts';

const run = promisify(execFile);

/** Where to look for a server's executable. `searchPath` is the PATH. */
export interface SearchOptions {
  readonly searchPath: string;
  readonly cacheDir: string;
}

/**
 * A Redis or Valkey server that runs here and is new enough: from the PATH, else from our cache, else fetched into
 * the cache from the distribution, which `show` announces. Undefined where there is none.
 */
export async function findExecutable(
  options: SearchOptions,
  show: (line: Message) => void,
): Promise<string | undefined> {
  const cached = fetchedExecutable(cacheFolder(options.cacheDir));
  for (const candidate of [...onPath(options.searchPath, ['redis-server', 'valkey-server']), cached]) {
    if (existsSync(candidate) && (await isUsable(candidate, options.searchPath))) return candidate;
  }
  const needed = ['apt-get', 'dpkg'];
  if (needed.some((name) => onPath(options.searchPath, [name]).length === 0)) return undefined;
  show(message('redis_fetching', { folder: options.cacheDir }));
  try {
    await fetchFromDebian({ folder: cacheFolder(options.cacheDir), searchPath: options.searchPath });
  } catch (error) {
    show(message('redis_not_fetched', { error: lastLine((error as Error).message) }));
    return undefined;
  }
  const usable = await isUsable(cached, options.searchPath);
  show(usable ? message('redis_fetched', { path: cached }) : message('redis_fetched_unfit', {}));
  return usable ? cached : undefined;
}

/** Machines may share a home folder: there is one cache folder for each kind of processor and distribution. */
function cacheFolder(cacheDir: string): string {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const value = (name: string) => new RegExp(`^${name}="?([\\w.-]+)`, 'm').exec(release)?.[1] ?? '';
  return join(cacheDir, `redis-${process.arch}-${value('ID')}${value('VERSION_ID')}`);
}

function onPath(searchPath: string, names: readonly string[]): string[] {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs it with `--version`: a missing library shows here, not at the first start. */
async function isUsable(path: string, searchPath: string): Promise<boolean> {
  const output = await run(path, ['--version'], { env: { PATH: searchPath }, timeout: 10_000 }).then(
    ({ stdout }) => stdout,
    () => '',
  );
  const [, major, minor] = /v=(\d+)\.(\d+)/.exec(output) ?? [];
  return Number(major) > 6 || (Number(major) === 6 && Number(minor) >= 2);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
