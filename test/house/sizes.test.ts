import { expect, test } from '@jest/globals';
import { pathsIn, sourceFiles, textOf } from './source-files.ts';

const linesOf = (text: string) => text.trimEnd().split('\n').length;

/** Tables are data and may be longer. */
const tables = ['src/domain/failure.ts'];

test('no file is longer than 250 lines, no main file longer than 70', () => {
  const scripts = pathsIn('src', '.lua').map((path) => ({ path, text: textOf(path) }));
  const tooLong = [...sourceFiles, ...scripts].flatMap(({ path, text }) => {
    const most = path.endsWith('/main.ts') ? 70 : 250;
    return !tables.includes(path) && linesOf(text) > most ? [`${path}: ${linesOf(text)} of ${most}`] : [];
  });
  expect(tooLong).toEqual([]);
});

interface FunctionLines {
  readonly opening: string;
  readonly first: number;
  readonly last: number;
}

const opensFunction =
  /^(?!\s*(?:\} else )?(?:if|for|while|switch)\b)(?:.*\bfunction\b.*[({]|.*=>\s*\{|\s+(?:async )?\*?\w+\(.*\{)$/;

/** Finds functions by indentation: the formatter aligns a closing brace with the line that opens the function. */
function functionsOf(code: string): FunctionLines[] {
  const lines = code.split('\n');
  return lines.flatMap((line, first) => {
    if (!opensFunction.test(line)) return [];
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    const length = lines.slice(first + 1).findIndex((later) => later.startsWith(`${indent}}`));
    return length < 0 ? [] : [{ opening: line.trim(), first, last: first + 1 + length }];
  });
}

/** Lines of a function without those of its inner functions, so that a factory counts only its own. */
function ownLines(one: FunctionLines, all: readonly FunctionLines[]): number {
  const inside = all.filter(({ first, last }) => first > one.first && last <= one.last);
  const outermost = inside.filter(
    (inner) => !inside.some(({ first, last }) => first < inner.first && inner.last <= last),
  );
  const nested = outermost.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return one.last - one.first + 1 - nested;
}

test('no function is longer than 50 lines', () => {
  const functions = sourceFiles.flatMap(({ path, text }) => {
    const found = functionsOf(text);
    return found.map((one) => ({ path, opening: one.opening, lines: ownLines(one, found) }));
  });
  expect(functions.length).toBeGreaterThan(2 * sourceFiles.length);
  const tooLong = functions.filter(({ lines }) => lines > 50);
  expect(tooLong.map(({ path, opening, lines }) => `${path}: ${lines} lines: ${opening}`)).toEqual([]);
});
