import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';

/** The root folder of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** An import of a file. */
export interface Import {
  /** The path from the root for a file of the repository, else the name of a package or `node:` module. */
  readonly to: string;
  /** Whether the import vanishes at run time. */
  readonly typeOnly: boolean;
}

/** A source file of the repository. */
export interface SourceFile {
  /** The path from the root. */
  readonly path: string;
  /** For example `redis` for `src/redis/room.ts`, `config` for `src/config.ts`, `workers` for `workers/main.ts`. */
  readonly folder: string;
  readonly text: string;
  /** The text without comments. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** Paths from the root of the files below a folder whose names have this ending, sorted. */
export function pathsIn(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path))
    .toSorted();
}

/** Reads a file by its path from the root. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Every TypeScript file of `src` and `workers`. */
export const sourceFiles: readonly SourceFile[] = [
  ...pathsIn('src', '.ts'),
  ...pathsIn('workers', '.ts'),
].map((path) => {
  const text = textOf(path);
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  return { path, folder: folderOf(path), text, code, imports: importsOf(path, text, code) };
});

/** The part of the program that a file belongs to. */
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
