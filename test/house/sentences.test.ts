import { expect, test } from '@jest/globals';
import { parseSync } from '@swc/core';
import { sourceFiles } from './source-files.ts';

interface Node {
  readonly type?: string;
  readonly [field: string]: unknown;
}

/** Says what a fault of ours is, to whoever mends it. */
const faults = ['Error', 'RangeError', 'TypeError'];

/** The sandbox answers as Bridge does, in Bridge's words. */
const isOfPeople = (path: string) => !path.startsWith('src/sandbox/');

/** A beginning in a capital letter, three words at least, and an end. */
const sentence = /^\p{Lu}\S* \S+ (?:.* )?\S+[.!?…:]$/su;

/** The texts of a part of a file that read like sentences, with `{}` for each value. */
function sentencesIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(sentencesIn);
  if (typeof part !== 'object' || part === null) return [];
  const node = part as Node;
  const called = (node.callee as Node | undefined)?.value;
  if (node.type === 'NewExpression' && faults.some((fault) => fault === called)) return [];
  const text = textOf(node);
  const own = text !== undefined && sentence.test(text.trim()) ? [text.trim()] : [];
  return [...own, ...Object.values(node).flatMap(sentencesIn)];
}

function textOf(node: Node): string | undefined {
  if (node.type === 'StringLiteral') return String(node.value);
  if (node.type !== 'TemplateLiteral') return undefined;
  return (node.quasis as readonly { readonly raw: string }[]).map(({ raw }) => raw).join('{}');
}

const parsed = (text: string) => parseSync(text, { syntax: 'typescript', target: 'es2022' });

test('no sentence for people stands outside the catalogues', () => {
  const found = sourceFiles
    .filter(({ path }) => isOfPeople(path))
    .flatMap(({ path, text }) => sentencesIn(parsed(text).body).map((one) => `${path}: ${one}`));
  expect(found).toEqual([]);
});

test('a sentence is found in a text, in a template and in an argument', () => {
  const code = `
    const one = 'Nothing was sent.';
    tell(\`Line \${line} has no amount.\`, { why: "It is empty, too." });
    throw new Error('This is a fault of ours.');`;
  expect(sentencesIn(parsed(code).body)).toEqual([
    'Nothing was sent.',
    'Line {} has no amount.',
    'It is empty, too.',
  ]);
});
