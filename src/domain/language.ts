import { type Language, languages, rendererOf } from '../i18n/i18n.ts';
import { describeFailure, type Failure, type FailureCode, failures, wordsOf } from './failure.ts';
import { inFrench, ownQuotes, partsInFrench, spaced } from './sentences.ts';

export type { Language } from '../i18n/i18n.ts';

/** A failure in one line for a person. A detail that is a sentence of ours still has its French by its words. */
export function failureIn(language: Language, failure: Failure): string {
  return failure.detail === undefined
    ? rendererOf(language).failure(failure)
    : inLanguage(describeFailure(failure), language);
}

/** Longer texts are none of ours. */
const longestText = 1500;

/** For private use, so that nothing that is shown has them: they stand for what is in quotes while the text around it is translated. */
const [firstMark, lastMark] = [0xe000, 0xf8ff];
const marks = /[\ue000-\uf8ff]/g;

let ours: ReadonlySet<string> | undefined;

/**
 * An English text of ours in another language: by its sentence, or its failure, else part by part between wide spaces and marks. What is no
 * text of ours stays as it is, and so does all that stands in quotes: cells and names.
 */
export function inLanguage(text: string, language: Language): string {
  if (language !== 'fr' || text === '' || text.length > longestText || text.search(marks) !== -1) return text;
  ours ??= ownQuotes();
  const quoted: string[] = [];
  const open = text.replaceAll(/"[^"\n]*"/g, (quote) => {
    if (ours?.has(quote) || firstMark + quoted.length > lastMark) return quote;
    return String.fromCharCode(firstMark + quoted.push(quote) - 1);
  });
  const start = open.length - open.trimStart().length;
  const core = open.trim();
  const said = sayPart(core) ?? inColumns(core);
  return (open.slice(0, start) + said + open.slice(start + core.length))
    .replaceAll(/([\ue000-\uf8ff]): /g, '$1\u00a0: ')
    .replaceAll(marks, (mark) => quoted[mark.charCodeAt(0) - firstMark] ?? '');
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
      const said = sayPart(part) ?? partsInFrench(part, sayPart) ?? part;
      tooWide += said.length - part.length;
      return said;
    })
    .join('');
}

function sayPart(text: string): string | undefined {
  return failureText(text) ?? inFrench(text);
}

/** Before a failure stand its code, its field, or both. */
const mostBefore = 2;

/** `amount: The amount is empty. Type the amount...`: what `describeFailure` makes, with what doors put before it. */
function failureText(text: string): string | undefined {
  let start = 0;
  for (let before = 0; before <= mostBefore; before++) {
    const rest = text.slice(start);
    for (const code of Object.keys(failures) as FailureCode[]) {
      const { sentence, remedy } = wordsOf(code);
      if (!rest.startsWith(sentence) || !rest.endsWith(remedy)) continue;
      const detail = rest.slice(sentence.length, rest.length - remedy.length).trim();
      const french = rendererOf('fr');
      const [said, advice] = [french.text(`failure.${code}`), french.text(`remedy.${code}`)];
      const words = [said, inFrench(detail) ?? detail, advice].filter((part) => part !== '');
      return (
        spaced(text.slice(0, start).replaceAll(': ', ' : ')) + words.map((word) => spaced(word)).join(' ')
      );
    }
    const mark = rest.indexOf(': ');
    // What stands before wide spaces is another part of a line.
    if (mark === -1 || rest.slice(0, mark).includes('  ')) return undefined;
    start += mark + 2;
  }
  return undefined;
}

/** The language of an environment: `LINKMILL_LANG`, else by POSIX, where `fr_FR.UTF-8` is French; English where it is none of ours. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const { LINKMILL_LANG, LC_ALL, LC_MESSAGES, LANG } = environment;
  const locale = (LINKMILL_LANG || LC_ALL || LC_MESSAGES || LANG || '').toLowerCase();
  return languages.find((language) => language === locale.split(/[_.@-]/, 1)[0]) ?? 'en';
}
