import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where to put a fetched server and how to fetch it. `searchPath` is the PATH to run commands with. */
export interface FetchOptions {
  /** The folder of the finished server; it appears whole or not at all. */
  readonly folder: string;
  readonly searchPath: string;
}

/** The executable inside a fetched server's folder. */
export function fetchedExecutable(folder: string): string {
  return join(folder, 'redis-server');
}

/**
 * Fetches the distribution's own Redis (or Valkey) with apt-get, without root and without installing it: package
 * lists and packages go to a temporary folder beside, are unpacked there, and the folder is renamed when complete.
 * Needs apt-get, dpkg and the network; throws the error of the command that fails.
 */
export async function fetchFromDebian(options: FetchOptions): Promise<void> {
  mkdirSync(dirname(options.folder), { recursive: true, mode: 0o700 });
  const work = mkdtempSync(`${options.folder}.`);
  try {
    const apt = aptIn(work, options.searchPath);
    // A fresh image has no lists, and old lists name packages that no longer exist.
    await apt('update');
    const packages = await missingPackages(apt, 'redis-server').catch(() =>
      missingPackages(apt, 'valkey-server'),
    );
    await apt('download', ...packages);
    const root = join(work, 'root');
    for (const name of readdirSync(work).filter((file) => file.endsWith('.deb'))) {
      await run('dpkg', ['-x', join(work, name), root], { env: { PATH: options.searchPath } });
    }
    writeWrapper(work);
    for (const leftover of readdirSync(work)) {
      if (!['root', 'redis-server'].includes(leftover)) rmSync(join(work, leftover), { recursive: true });
    }
    rmSync(options.folder, { recursive: true, force: true });
    renameSync(work, options.folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

type Apt = (...words: string[]) => Promise<string>;

function aptIn(work: string, searchPath: string): Apt {
  mkdirSync(join(work, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(work, 'cache', 'archives', 'partial'), { recursive: true });
  const settings = [
    `Dir::State::Lists=${join(work, 'lists')}`,
    `Dir::Cache=${join(work, 'cache')}`,
    // As root, apt would download as a user who cannot write here.
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
  ].flatMap((setting) => ['-o', setting]);
  const environment = { PATH: searchPath, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  return async (...words) => {
    const options = { cwd: work, env: environment, maxBuffer: 16_000_000, timeout: 300_000 };
    return (await run('apt-get', ['-q', ...settings, ...words], options)).stdout;
  };
}

/** The package and those of its dependencies that this machine lacks, from a simulated installation. */
async function missingPackages(apt: Apt, name: string): Promise<string[]> {
  const rehearsal = await apt('--simulate', '--no-install-recommends', 'install', name);
  // "Inst name (version ...)" is new; with "[old version]" in between it is an upgrade, which is not needed.
  return [...rehearsal.matchAll(/^Inst (\S+) \(/gm)].flatMap(([, name]) => name ?? []);
}

function writeWrapper(work: string): void {
  const server = readdirSync(join(work, 'root', 'usr', 'bin')).find((name) => name.endsWith('-server'));
  const libraries = readdirSync(join(work, 'root', 'usr', 'lib')).filter((name) => name.includes('-linux-'));
  const path = fetchedExecutable(work);
  const script = [
    '#!/bin/sh',
    '# Runs the unpacked server with the libraries that came with it.',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's.
    'here=${0%/*}/root/usr',
    `export LD_LIBRARY_PATH="$here/lib/${libraries[0] ?? ''}"`,
    `exec "$here/bin/${server}" "$@"`,
    '',
  ].join('\n');
  writeFileSync(path, script);
  chmodSync(path, 0o755);
}
