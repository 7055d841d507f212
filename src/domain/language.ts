import { type FailureCode, failures } from './failure.ts';
import { failureFrench } from './failure-french.ts';
import { french } from './french.ts';
import { frenchDoors } from './french-doors.ts';
import { frenchExpiry } from './french-expiry.ts';

/** What people can be told in. */
export type Language = 'en' | 'fr';

interface Sentence {
  readonly pattern: RegExp;
  readonly beginning: string;
  readonly parts: readonly string[];
}

/** Wide spaces part columns: no value reaches over them. */
const value = '((?:(?! {2})[^\\n])*?)';

let sentences: readonly Sentence[] | undefined;

/** A value may be a sentence itself, and so may one of its values. */
const mostDepth = 4;

/** Wide spaces inside a shown cell part no columns. For private use, so that no shown cell has it. */
const quotedSpace = '\u{e000}';

/** Longer texts are none of ours. */
const longestText = 1500;

/**
 * An English text of ours in another language: by its sentence, or its failure, else part by part between wide spaces and marks. What is no
 * text of ours (a name, a cell, what Bridge said) stays as it is.
 */
export function inLanguage(text: string, language: Language): string {
  if (language === 'en' || text === '' || text.length > longestText) return text;
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  const core = text
    .slice(start, end)
    .replaceAll(/"[^"\n]*"/g, (cell) => cell.replaceAll(/ {2,}/g, (wide) => quotedSpace.repeat(wide.length)));
  const said = (ours(core) ?? inColumns(core)).replaceAll(quotedSpace, ' ');
  return text.slice(0, start) + said + text.slice(end);
}

/** Part by part between wide spaces, which give way so that what follows stays in its column. */
function inColumns(text: string): string {
  let tooWide = 0;
  return text
    .split(/( {2,}|\n)/)
    .map((part) => {
      if (/^ {2,}$/.test(part)) {
        const width = Math.max(2, part.length - tooWide);
        tooWide -= part.length - width;
        return ' '.repeat(width);
      }
      const said = ours(part) ?? parted(part, /(; |, |: )/, ours);
      tooWide += said.length - part.length;
      return said;
    })
    .join('');
}

function parted(text: string, marks: RegExp, say: (part: string) => string | undefined): string {
  return text
    .split(marks)
    .map((part) => say(part) ?? part)
    .join('');
}

function ours(text: string): string | undefined {
  return whole(text, 0) ?? failureText(text);
}

/** Before a failure stand its code, its field, or both. */
const mostBefore = 2;

/** `amount: The amount is empty. Type the amount...`: what `describeFailure` makes, with what doors put before it. */
function failureText(text: string): string | undefined {
  let start = 0;
  for (let before = 0; before <= mostBefore; before++) {
    const rest = text.slice(start);
    for (const [code, { sentence, remedy }] of Object.entries(failures)) {
      if (!rest.startsWith(sentence) || !rest.endsWith(remedy)) continue;
      const detail = rest.slice(sentence.length, rest.length - remedy.length).trim();
      const [said, advice] = failureFrench[code as FailureCode];
      const words = [said, whole(detail, 0) ?? detail, advice].filter((part) => part !== '');
      return text.slice(0, start) + words.map(spaced).join(' ');
    }
    const mark = rest.indexOf(': ');
    // What stands before wide spaces is another part of a line.
    if (mark === -1 || rest.slice(0, mark).includes('  ')) return undefined;
    start += mark + 2;
  }
  return undefined;
}

function whole(text: string, depth: number): string | undefined {
  sentences ??= compiled();
  for (const { beginning, pattern, parts } of sentences) {
    if (!text.startsWith(beginning)) continue;
    const values = pattern.exec(text)?.slice(1);
    if (values === undefined) continue;
    const said = values.map((value) => inner(value, depth + 1));
    return parts.map((part, at) => `${part}${said[at] ?? ''}`).join('');
  }
  return undefined;
}

/** A value is a sentence, a list of them, or no text of ours. */
function inner(value: string, depth: number): string {
  if (depth > mostDepth) return value;
  return whole(value, depth) ?? parted(value, /(; |, |: )/, (part) => whole(part, depth));
}

/** The one with the most words of its own first: of two sentences that fit, it is meant. */
function compiled(): readonly Sentence[] {
  const length = (english: string) => english.replaceAll('{}', '').length;
  const all = [...french, ...frenchDoors, ...frenchExpiry].toSorted(
    ([one], [other]) => length(other) - length(one),
  );
  return all.map(([english, said]) => ({
    beginning: english.split('{}')[0] ?? '',
    pattern: new RegExp(`^${english.split('{}').map(escaped).join(value)}$`),
    parts: spaced(said).split('{}'),
  }));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** French keeps its high marks on the line of their word. */
function spaced(text: string): string {
  return text.replaceAll(/ (?=[:;?!»])/g, '\u00a0');
}

/** The language of an environment: `LINKMILL_LANG`, else by POSIX, where `fr_FR.UTF-8` is French and anything else English. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const { LINKMILL_LANG, LC_ALL, LC_MESSAGES, LANG } = environment;
  return /^fr(?:[_.@]|$)/i.test(LINKMILL_LANG || LC_ALL || LC_MESSAGES || LANG || '') ? 'fr' : 'en';
}
