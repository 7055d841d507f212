import { maskSecrets } from './mask.ts';

const unseen = /[\p{C}\p{M}\p{Default_Ignorable_Code_Point}]|(?! )\p{Z}/u;
/** Matches each character for which `isUnseen` is true. */
export const everyUnseen = new RegExp(unseen, 'gu');
const longestShown = 40;

/** The code of a character, `U+00A0`, with at least four hexadecimal digits. */
function codePointOf(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `U+${hex.padStart(4, '0')}`;
}

/** Unicode's names of invisible characters that occur in cells. */
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

/** Whether a person cannot see the character in a cell: a control, an odd space, a lone accent, a zero-width character. */
export function isUnseen(character: string): boolean {
  return unseen.test(character);
}

/**
 * The joiners U+200C and U+200D inside words of joined scripts: Persian and Hindi names are written wrong without them. Between Latin, Greek
 * or Cyrillic letters they have no use and could only hide something.
 */
const joiner =
  /(?<=[\p{L}\p{M}])(?<![\p{scx=Latin}\p{scx=Greek}\p{scx=Cyrillic}])[\u200c\u200d](?=[\p{L}\p{M}])/u;
/**
 * What no displayed text may contain: controls, line ends, halves of surrogate pairs, and format marks (Cf), which are invisible or change
 * the order of the text after them; except for the joiners above.
 */
const misleading = new RegExp(`(?!${joiner.source})[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]`, 'gu');

/**
 * A text that displays on one line and in the order of its characters, whatever outsiders put into it: names of files and sheets, cells,
 * reasons, a provider's words. Misleading characters are replaced by their code. Everything for a terminal, a log, a mail or a report
 * passes through here.
 */
export function legible(text: string): string {
  return text.replaceAll(misleading, codePointOf);
}

/** A copy of a JSON value with `change` applied to each text in it, but not to field names. */
export function withTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((one) => withTexts(one, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTexts(one, change)])) as T;
}

/** A value as JSON on one line that escapes what `legible` would replace; it parses to the same value. */
export function legibleJson(value: unknown): string {
  return escapedJson(JSON.stringify(value));
}

/** As `legibleJson`, for a text that is already JSON. */
export function escapedJson(json: string): string {
  return json.replaceAll(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => escapeOf(character.charCodeAt(at))).join(''),
  );
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** The stack of an error as lines, each `legible`; line ends in the message do not start a line. */
export function stackLines({ name, message, stack }: Error): string[] {
  const end = stack === undefined ? -1 : stack.indexOf(message) + message.length;
  const frames = stack === undefined ? [] : stack.slice(end).split('\n').slice(1);
  const head = stack === undefined ? `${name}: ${message}` : stack.slice(0, end);
  return [head, ...frames].map(legible);
}

/**
 * A text in quotes, safe for a terminal: at most 40 characters, invisible ones replaced by their code, IBANs and links masked.
 */
export function shown(text: string): string {
  return shownUpTo(longestShown, text);
}

/** As `shown`, with at most `longest` characters. */
export function shownUpTo(longest: number, text: string): string {
  // Masking comes before the cut, which could otherwise leave half of a secret unmasked.
  const masked = maskSecrets(text.slice(0, 4 * longest));
  const start = [...masked.slice(0, 2 * longest)].slice(0, longest).join('');
  const rest = start.length < masked.length || text.length > 4 * longest ? '…' : '';
  return `"${start.replaceAll(everyUnseen, codePointOf)}${rest}"`;
}

/** One character so that a person can find it: `"_"`, `"’" (U+2019)`, or `U+202E RIGHT-TO-LEFT OVERRIDE` where it is invisible. */
export function shownCharacter(character: string): string {
  if (isUnseen(character)) {
    const name = unseenNames.get(character);
    return name === undefined ? codePointOf(character) : `${codePointOf(character)} ${name}`;
  }
  return character < '\u007f' ? `"${character}"` : `"${character}" (${codePointOf(character)})`;
}

/** The first invisible character of a text, as `shownCharacter` names it; undefined where there is none. */
export function firstUnseen(text: string): string | undefined {
  const [character] = unseen.exec(text) ?? [];
  return character === undefined ? undefined : shownCharacter(character);
}
