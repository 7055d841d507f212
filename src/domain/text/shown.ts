import { maskSecrets } from './mask.ts';

const unseen = /[\p{C}\p{M}\p{Default_Ignorable_Code_Point}]|(?! )\p{Z}/u;
/** Each character that `isUnseen`. */
export const everyUnseen = new RegExp(unseen, 'gu');
const longestShown = 40;

/** `U+00A0` for a character, at least four hexadecimal digits. */
function codePointOf(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `U+${hex.padStart(4, '0')}`;
}

/** Unicode's names of characters that nobody can see and that people meet in cells. */
const unseenNames: ReadonlyMap<string, string> = new Map([
  ['\0', 'NULL'],
  ['\t', 'TAB'],
  ['\n', 'LINE FEED'],
  ['\v', 'LINE TABULATION'],
  ['\f', 'FORM FEED'],
  ['\r', 'CARRIAGE RETURN'],
  ['\u001a', 'SUBSTITUTE'],
  ['\u001b', 'ESCAPE'],
  ['\u007f', 'DELETE'],
  ['\u0085', 'NEXT LINE'],
  ['\u00a0', 'NO-BREAK SPACE'],
  ['\u2028', 'LINE SEPARATOR'],
  ['\u2029', 'PARAGRAPH SEPARATOR'],
  ['\u202b', 'RIGHT-TO-LEFT EMBEDDING'],
  ['\u202e', 'RIGHT-TO-LEFT OVERRIDE'],
  ['\u2067', 'RIGHT-TO-LEFT ISOLATE'],
]);

/** True for characters that a person cannot see in a cell: controls, odd spaces, lone accents, zero-width ones. */
export function isUnseen(character: string): boolean {
  return unseen.test(character);
}

/**
 * What no text that is shown may hold: controls, ends of lines, halves of characters, and format marks (Cf), which change the order of what
 * stands after them or hide. Two of those stay where names need them, the joiners U+200C and U+200D inside of words of scripts that
 * are joined: Persian and Hindi names are written wrong without them. Between Latin, Greek or Cyrillic letters they would only hide.
 */
const joiner =
  /(?<=[\p{L}\p{M}])(?<![\p{scx=Latin}\p{scx=Greek}\p{scx=Cyrillic}])[\u200c\u200d](?=[\p{L}\p{M}])/u;
const misleading = new RegExp(`(?!${joiner.source})[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]`, 'gu');

/**
 * A text on one line and in the order of its characters, whatever came into it from outside: names of files and sheets, cells, reasons, a
 * provider's words. Whatever would break that stands by its code. What goes to a terminal, a log, a mail or a report passes here.
 */
export function legible(text: string): string {
  return text.replaceAll(misleading, codePointOf);
}

/** A value with each text in it changed; names of fields stay. */
export function withTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((one) => withTexts(one, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTexts(one, change)])) as T;
}

/** A value as JSON on one line, in which nothing is raw that `legible` would show by its code: the same value when it is parsed. */
export function legibleJson(value: unknown): string {
  return escapedJson(JSON.stringify(value));
}

/** The same of a finished text of JSON. */
export function escapedJson(json: string): string {
  return json.replaceAll(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => escapeOf(character.charCodeAt(at))).join(''),
  );
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** The stack of an error as lines, each as `legible` has it: ends of lines in its message begin none. */
export function stackLines({ name, message, stack }: Error): string[] {
  const end = stack === undefined ? -1 : stack.indexOf(message) + message.length;
  const frames = stack === undefined ? [] : stack.slice(end).split('\n').slice(1);
  const head = stack === undefined ? `${name}: ${message}` : stack.slice(0, end);
  return [head, ...frames].map(legible);
}

/**
 * A cell's text in quotes, safe for a terminal: unseen characters by their code, IBANs and links masked wherever they stand, at most 40
 * characters.
 */
export function shown(text: string): string {
  return shownUpTo(longestShown, text);
}

/** The same with at most so many characters. */
export function shownUpTo(longest: number, text: string): string {
  // A secret that begins among the first characters is masked before the cut, which would leave half of it.
  const masked = maskSecrets(text.slice(0, 4 * longest));
  const start = [...masked.slice(0, 2 * longest)].slice(0, longest).join('');
  const rest = start.length < masked.length || text.length > 4 * longest ? '…' : '';
  return `"${start.replaceAll(everyUnseen, codePointOf)}${rest}"`;
}

/** One character as a person can find it: `"_"`, `"’" (U+2019)`, or where there is nothing to see `U+202E RIGHT-TO-LEFT OVERRIDE`. */
export function shownCharacter(character: string): string {
  if (isUnseen(character)) {
    const name = unseenNames.get(character);
    return name === undefined ? codePointOf(character) : `${codePointOf(character)} ${name}`;
  }
  return character < '\u007f' ? `"${character}"` : `"${character}" (${codePointOf(character)})`;
}

/** The first character of a text that a person cannot see, as `shownCharacter` has it; undefined where all of it can be seen. */
export function firstUnseen(text: string): string | undefined {
  const [character] = unseen.exec(text) ?? [];
  return character === undefined ? undefined : shownCharacter(character);
}
