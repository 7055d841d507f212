import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** What one file takes from another module. */
export interface Import {
  /** A path from the root for our own files, else the name of a package or `node:` module. */
  readonly to: string;
  /** Gone at run time. */
  readonly typeOnly: boolean;
}

/** One of our files. */
export interface SourceFile {
  /** From the root. */
  readonly path: string;
  /** `redis` for `src/redis/room.ts`, `config` for `src/config.ts`, `workers` for `workers/main.ts`. */
  readonly folder: string;
  readonly text: string;
  /** Comments blanked. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** Every file below a folder of the checkout whose name ends so, by its path from the root. */
export function pathsIn(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path))
    .toSorted();
}

/** A file's text by its path from the root. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The program: every TypeScript file of `src` and `workers`. */
export const sourceFiles: readonly SourceFile[] = [
  ...pathsIn('src', '.ts'),
  ...pathsIn('workers', '.ts'),
].map((path) => {
  const text = textOf(path);
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  return { path, folder: folderOf(path), text, code, imports: importsOf(path, text, code) };
});

/** The part of the house that a file belongs to. */
export function folderOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second.replace(/\.ts$/, '') : top;
}

function importsOf(path: string, text: string, code: string): Import[] {
  const resolved = (source: string) =>
    source.startsWith('.') ? normalize(join(dirname(path), source)) : packageOf(source);
  const found: Import[] = [];
  for (const item of parseSync(text, { syntax: 'typescript', target: 'es2022' }).body) {
    if (item.type === 'ImportDeclaration')
      found.push({ to: resolved(item.source.value), typeOnly: item.typeOnly });
    else if (item.type === 'ExportNamedDeclaration' && item.source) {
      found.push({
        to: resolved(item.source.value),
        typeOnly: (item as { typeOnly?: boolean }).typeOnly === true,
      });
    } else if (item.type === 'ExportAllDeclaration')
      found.push({ to: resolved(item.source.value), typeOnly: false });
  }
  for (const [, source = ''] of code.matchAll(/\bimport\('([^']+)'\)/g)) {
    found.push({ to: resolved(source), typeOnly: false });
  }
  return found;
}

function packageOf(source: string): string {
  if (source.startsWith('node:')) return source;
  return source
    .split('/')
    .slice(0, source.startsWith('@') ? 2 : 1)
    .join('/');
}
