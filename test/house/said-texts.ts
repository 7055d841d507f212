import { parseSync } from '@swc/core';
import { sourceFiles } from './source-files.ts';

/** A sentence that a person may read, with `{}` for each value, and where it stands. */
export interface SaidText {
  readonly template: string;
  readonly path: string;
}

interface Node {
  readonly type?: string;
  readonly [field: string]: unknown;
}

/** Functions whose texts people read, by the position of the text among the arguments. */
const speakers: Readonly<Record<string, number>> = {
  fileStop: 1,
  redisStop: 1,
};
const spoken = new Set(['detail', 'remark', 'question', 'explanation']);

/** Every text of the program that is written where people read it: details of failures, and what is said. */
export function saidTexts(): SaidText[] {
  return sourceFiles
    .filter(({ path }) => !path.startsWith('src/sandbox/') && !path.startsWith('src/bridge/'))
    .flatMap(({ path, text }) => {
      const found: string[] = [];
      walk(parseSync(text, { syntax: 'typescript', target: 'es2022' }) as unknown as Node, found);
      return [...new Set(found)].map((template) => ({ template, path }));
    });
}

function walk(node: Node, found: string[]): void {
  for (const part of Object.values(node)) {
    if (Array.isArray(part)) for (const each of part) if (isNode(each)) walk(each, found);
    if (isNode(part)) walk(part, found);
  }
  if (node.type === 'KeyValueProperty' && spoken.has(nameOf(node.key))) take(node.value, found);
  if (node.type === 'VariableDeclarator' && spoken.has(nameOf(node.id))) take(node.init, found);
  if (node.type === 'CallExpression') {
    const position = speakers[nameOf(node.callee)];
    const argument = position === undefined ? undefined : (node.arguments as Node[])[position];
    if (argument !== undefined) take(argument.expression, found);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'Identifier') return String(node.value);
  return node.type === 'MemberExpression' ? nameOf(node.property) : '';
}

/** The texts of an expression: both sides of a choice, and those that stand in for values. */
function take(node: unknown, found: string[]): void {
  if (!isNode(node)) return;
  switch (node.type) {
    case 'StringLiteral':
      keep(String(node.value), found);
      return;
    case 'TemplateLiteral': {
      const quasis = node.quasis as { cooked: string }[];
      keep(quasis.map(({ cooked }) => cooked).join('{}'), found);
      for (const value of node.expressions as Node[]) take(value, found);
      return;
    }
    case 'ConditionalExpression':
      take(node.consequent, found);
      take(node.alternate, found);
      return;
    case 'ParenthesisExpression':
      take(node.expression, found);
      return;
    case 'BinaryExpression':
      take(node.left, found);
      take(node.right, found);
  }
}

/** Words only: marks and names are the same in every language. */
function keep(template: string, found: string[]): void {
  const words = template
    .replaceAll('{}', '')
    .replaceAll(/npx linkmill [\w -]*/g, '')
    .trim();
  if (/[a-z]{2,}/.test(words)) found.push(template.trim());
}
