/** Whether a name is that of a hidden file, a temporary file of an editor, or a file that is still being written. */
export function isTemporary(name: string): boolean {
  return /^[.~]|\.(tmp|part|filepart|crdownload)$/i.test(name);
}

/** Possible names of the marker file that shows that a file is complete: `a.csv.done` and `a.done` for `a.csv`. */
export function markerNames(name: string, ending: string): string[] {
  return [`${name}${ending}`, `${name.replace(/(?<=.)(\.[A-Za-z0-9]{1,5}){1,2}$/, '')}${ending}`];
}

/** Whether a name matches a pattern, in which `*` stands for any characters and `?` for one. */
export function fitsPattern(name: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'su').test(name);
}

/** Whether some name matches both patterns. */
export function canFitBoth(one: string, other: string): boolean {
  const seen = new Set<string>();
  const fits = (at: number, otherAt: number): boolean => {
    const state = `${at} ${otherAt}`;
    if (seen.has(state)) return false;
    seen.add(state);
    const [mark, otherMark] = [one[at], other[otherAt]];
    if (mark === undefined && otherMark === undefined) return true;
    if (mark === '*' && (fits(at + 1, otherAt) || (otherMark !== undefined && fits(at, otherAt + 1))))
      return true;
    if (otherMark === '*' && (fits(at, otherAt + 1) || (mark !== undefined && fits(at + 1, otherAt))))
      return true;
    if (mark === undefined || otherMark === undefined || mark === '*' || otherMark === '*') return false;
    return (mark === otherMark || mark === '?' || otherMark === '?') && fits(at + 1, otherAt + 1);
  };
  return fits(0, 0);
}

/** The last number in a name before its extension: 7 for `refunds-0007.csv`; undefined where there is none. */
export function numberOf(name: string): number | undefined {
  const digits = /(\d{1,15})\D*$/.exec(name.replace(/(\.[A-Za-z][A-Za-z0-9]{0,4})+$/, ''))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Gaps that `gapsIn` lists at most. */
const mostNamed = 20;

/** The first twenty numbers after `last` that `numbers` skips, and the new last number. */
export function gapsIn(
  last: number | undefined,
  numbers: readonly number[],
): { readonly missing: readonly number[]; readonly last: number | undefined } {
  const later = numbers
    .filter((one) => last === undefined || one > last)
    .toSorted((one, other) => one - other);
  const there = new Set(later);
  const end = later.at(-1) ?? last;
  const missing: number[] = [];
  const first = last === undefined ? later[0] : last + 1;
  for (let one = first ?? 0; end !== undefined && one < end && missing.length < mostNamed; one += 1)
    if (!there.has(one)) missing.push(one);
  return { missing, last: end };
}

/** The name for the `number`th file of the same name: `refunds-2.csv`. */
export function numberedName(name: string, number: number): string {
  if (number === 1) return name;
  const [, stem = name, ending = ''] = /^(.+?)((?:\.[A-Za-z0-9]{1,5}){1,2})$/.exec(name) ?? [];
  return `${shortenedStem(stem)}-${number}${ending}`;
}

/** Bytes; file systems allow 255 for a name, and this leaves room for what drafts and answers append. */
const longestStem = 150;

/** A name without its extension, cut to at most 150 bytes of UTF-8. */
export function shortenedStem(stem: string): string {
  const characters = [...stem];
  let bytes = 0;
  const end = characters.findIndex((one) => {
    bytes += Buffer.byteLength(one);
    return bytes > longestStem;
  });
  return end === -1 ? stem : characters.slice(0, end).join('');
}
