import { normalised } from './characters.ts';

/** What databases, spreadsheets and bank exports write for an empty value, in their exact spelling: `Null` may be somebody's name. */
const emptyWords: ReadonlySet<string> = new Set(
  (
    'NULL null (null) (NULL) <null> <NULL> [null] [NULL] \\N nil nan NaN NAN None none NaT <NA> N.A. n.a. N/A n/a ' +
    '(leer) (vide) (blank) (empty) (none) #N/A #N/A! #NV #N/D k.A. undefined NOTPROVIDED - -- --- – —'
  ).split(' '),
);
const longestWord = Math.max(...[...emptyWords].map((word) => word.length));
const firstLetters: ReadonlySet<number> = new Set([...emptyWords].map((word) => word.charCodeAt(0)));

/** A cell as it is judged: normalised, and empty where it is a word for an empty value. */
export function filledText(cell: string): string {
  const text = normalised(cell);
  // The common case.
  if (text.length > longestWord || !firstLetters.has(text.charCodeAt(0))) return text;
  return emptyWords.has(text) ? '' : text;
}
