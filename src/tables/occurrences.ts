/** The number of times a character occurs in a text, from `start` to before `end`. */
export function occurrences(character: string, text: string, start = 0, end = text.length): number {
  let count = 0;
  for (let at = text.indexOf(character, start); at !== -1 && at < end; at = text.indexOf(character, at + 1)) {
    count++;
  }
  return count;
}
