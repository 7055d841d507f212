import { expect, test } from '@jest/globals';
import { parseSync } from '@swc/core';
import { pathsIn, sourceFiles, textOf } from './source-files.ts';

interface Node {
  readonly type?: string;
  readonly [field: string]: unknown;
}

/** The sandbox is exempt: it answers in Bridge's words. */
const isOfPeople = (path: string) => !path.startsWith('src/sandbox/');

/** A capital letter at the start, at least three words, and a closing mark. */
const sentence = /^\p{Lu}\S* \S+ (?:.* )?\S+[.!?…:]$/su;

/** Function words: a code, a command or a format contains none, or contains marks that prose does not. */
const joining =
  /(?<![\p{L}'’-])(?:an?|the|this|that|which|of|to|by|at|with(?:in|out)?|than|from|into|for|is|are|was|were|has|have|can|cannot|could|does|no|not|nothing|un|une|le|la|les|des|est|pas|der|die|das|ein|eine|ist|nicht)(?![\p{L}'’-])/u;
const ofNoProse = /^#|[|@\\]|(?:,[^,]*){5}|^(?:npx )?linkmill /;

/** Contexts of seals and a column name of Bridge, which never change. */
const fixed = [
  'account {} of the registry\n',
  'default account of the registry\n',
  'secret of account {}',
  'End to end id',
];

const isSentence = (text: string) => sentence.test(text.trim());

/** A sentence, or a part of one: at least four words (values count), one of them a function word. */
function isProse(text: string): boolean {
  const words = text.split(/\s+/).filter((word) => /^[("]?(?:\p{L}[\p{L}'’-]*|\{\})[)",.:;?!]*$/u.test(word));
  const isPart = words.length >= 4 && words.some((word) => joining.test(word)) && !ofNoProse.test(text);
  return isSentence(text) || (isPart && !fixed.includes(text));
}

/** Prose, or two words, or a word and a value. */
function isWords(text: string): boolean {
  return isProse(text) || (/\p{L}{2,}[,:]? (?:\p{L}{2,}|\{\})/u.test(text) && !ofNoProse.test(text));
}

/** Fields whose values people see untranslated. */
const shownFields = ['detail', 'why', 'words', 'reason', 'cause', 'problem'];

type Judge = (text: string) => boolean;

/**
 * The texts in a syntax tree that people would read, with `{}` for each value. Errors of the classes `errors` are for developers: only
 * whole sentences count there.
 */
function proseIn(part: unknown, errors: ReadonlySet<string>, judge: Judge = isProse): string[] {
  if (Array.isArray(part)) return part.flatMap((one) => proseIn(one, errors, judge));
  if (typeof part !== 'object' || part === null) return [];
  const node = part as Node;
  const text = literalOf(node);
  const own = text !== undefined && judge(text) ? [text.trim()] : [];
  const within = judgeIn(node, errors, judge);
  return [...own, ...Object.values(node).flatMap((one) => proseIn(one, errors, within))];
}

function judgeIn(node: Node, errors: ReadonlySet<string>, judge: Judge): Judge {
  const callee = node.callee as Node | undefined;
  if (node.type === 'NewExpression' && errors.has(String(callee?.value))) return isSentence;
  // A param with English words would stay English in every language.
  if (node.type === 'CallExpression' && callee?.value === 'message') return isWords;
  // A text that is split at once is a list of words.
  const method = (callee?.property as Node | undefined)?.value;
  if (node.type === 'CallExpression' && method === 'split') return () => false;
  const field = node.type === 'KeyValueProperty' ? (node.key as Node).value : undefined;
  return shownFields.some((one) => one === field) ? isWords : judge;
}

function literalOf(node: Node): string | undefined {
  if (node.type === 'StringLiteral') return String(node.value);
  if (node.type !== 'TemplateLiteral') return undefined;
  const quasis = node.quasis as readonly { readonly raw: string; readonly cooked?: string }[] | undefined;
  return quasis?.map(({ raw, cooked }) => cooked ?? raw).join('{}');
}

/** The texts of a Lua script that people would read. */
function proseInScript(text: string): string[] {
  const code = text.replaceAll(/--.*$/gm, '');
  const texts = [...code.matchAll(/'([^'\n]*)'|"([^"\n]*)"/g)].map(([, one, other]) => one ?? other ?? '');
  return texts.filter(isProse);
}

const parsed = (text: string) => parseSync(text, { syntax: 'typescript', target: 'es2022' }).body;

/** The names of the error classes: those that extend one, directly or indirectly. */
function errorsIn(files: readonly { readonly code: string }[]): ReadonlySet<string> {
  const errors = new Set(['Error', 'RangeError', 'TypeError']);
  const classes = files.flatMap(({ code }) => [...code.matchAll(/\bclass (\w+) extends (\w+)/g)]);
  for (let before = 0; before < errors.size; ) {
    before = errors.size;
    for (const [, name = '', parent = ''] of classes) if (errors.has(parent)) errors.add(name);
  }
  return errors;
}

const ours = sourceFiles.filter(({ path }) => isOfPeople(path));
const errors = errorsIn(ours);

test('no sentence for people, or part of one, is outside the catalogues', () => {
  const found = ours.flatMap(({ path, text }) =>
    proseIn(parsed(text), errors).map((one) => `${path}: ${one}`),
  );
  expect(found).toEqual([]);
});

test('no Lua script contains a sentence, or part of one', () => {
  const found = pathsIn('src', '.lua').flatMap((path) =>
    proseInScript(textOf(path)).map((one) => `${path}: ${one}`),
  );
  expect(found).toEqual([]);
});

test('the search finds prose in a text, a template, an argument, a param and an error', () => {
  const code = `
    const one = 'Nothing was sent.';
    tell(\`Line \${line} has no amount.\`, { why: "It is empty, too." });
    throw new Error('This is a fault of ours.');
    throw new Lost('the slot of a schedule is gone');
    const answer = { kind: 'silent', detail: \`status \${status}\` };
    give(\`no whole answer within \${ms} ms\`);
    message('cause_is', { words: 'not sent' });
    const command = 'npx linkmill status of a batch';
    const names = 'name of account, n, o, p, q, r of the list';
    type Kind = 'left alone' | 'of another row';`;
  expect(proseIn(parsed(code), errorsIn([{ code: 'class Lost extends Error {}' }]))).toEqual([
    'Nothing was sent.',
    'Line {} has no amount.',
    'It is empty, too.',
    'This is a fault of ours.',
    'status {}',
    'no whole answer within {} ms',
    'not sent',
  ]);
  expect(proseInScript(`-- It is said here.\nreturn 'the row was sent' .. "KEYGONE"`)).toEqual([
    'the row was sent',
  ]);
});
