/**
 * The pieces of a format code: shown literally (quoted, escaped, a currency), not shown, a condition, digits, commas,
 * points, the end of a section, others.
 */
const pieces =
  /"([^"]*)"|\\(.)|[_*].|\[\$([^\]-]*)[^\]]*\]|(\[[<=>][^\]]*\])|\[[^\]]*\]|(General|Standard|[0#?@])|(,)|(E[-+]|\.)|(;)|(.)/gisu;

/** Characters that XML cannot hold represent the number. */
const [digit, comma, point] = ['\u0001', '\u0002', '\u0003'];
const groupMark = new RegExp(`(?<=${digit})[\\s'\u2019](?=${digit}{3}(?!${digit}))`, 'gu');
const partedDigits = new RegExp(`${digit}\\s+${digit}`, 'u');
const inThousands = new RegExp(`${digit}${comma}+(?![${digit}${comma}])`, 'u');
const ofNumber = new RegExp(`[${digit}${comma}${point}]`, 'gu');

const euro = /^(?:€|EUR|euros?)?$/i;
const neverPositive = /^\[(?:=0|<0|<=0)\]$/;
/** Longer than any program's codes (Excel: 255). */
const longestCode = 500;

/**
 * What a number format adds to a positive number, so that the display differs from the stored value: everything
 * beside or between its digits (`$`, `kr`, `%`, `-`, a point that is no decimal point), except the euro, spaces and
 * thousands separators; `k` where it shows thousands; `(not shown)` where it hides the number. Empty for plain
 * numbers and euros. Digits are quoted, so that nobody joins them to the number.
 */
export function addedByFormat(code: string): string {
  if (code === '') return '';
  if (code.length > longestCode) return '…';
  const sections = sectionsOf(code);
  // Without conditions the first section formats positive numbers, the only ones that can be paid.
  const hasConditions = sections.some(({ condition }) => condition !== '');
  const possible = hasConditions
    ? sections.filter(({ condition }) => !neverPositive.test(condition))
    : sections.slice(0, 1);
  return possible.map(({ display }) => addedBy(display)).find((added) => added !== '') ?? '';
}

interface Section {
  condition: string;
  /** Everything that the section shows, with the number as placeholder characters. */
  display: string;
}

function sectionsOf(code: string): readonly Section[] {
  let section: Section = { condition: '', display: '' };
  const sections = [section];
  for (const piece of code.matchAll(pieces)) {
    const [, quoted, escaped, ofLocale, condition, digits, commas, points, end, bare] = piece;
    if (end !== undefined) {
      section = { condition: '', display: '' };
      sections.push(section);
    }
    section.condition += condition ?? '';
    section.display += quoted ?? escaped ?? ofLocale ?? bare ?? '';
    if (digits !== undefined) section.display += digit;
    if (commas !== undefined) section.display += comma;
    if (points !== undefined) section.display += point;
  }
  return sections;
}

function addedBy(display: string): string {
  if (!display.includes(digit)) return '(not shown)';
  const shown = display.replaceAll(groupMark, '');
  if (partedDigits.test(shown)) return '" "';
  const words = shown.replaceAll(ofNumber, '').replaceAll(/\s+/g, ' ').replace('+', '').trim();
  if (!euro.test(words)) return /\d/.test(words) ? `"${words}"` : words;
  return inThousands.test(shown) ? 'k' : '';
}

/**
 * The same for a built-in format without a code (ECMA-376 part 1, 18.8.30): percentages, fractions, a duration.
 * Numbers 5 to 8, 42 and 44 show the currency of whoever opens the file, which is the euro for those who pay in
 * euros: they add nothing.
 */
export function addedByBuiltIn(id: number): string {
  return addedById.get(id) ?? '';
}

const addedById: ReadonlyMap<number, string> = new Map([
  [9, '%'],
  [10, '%'],
  [12, '/'],
  [13, '/'],
  [46, ':'],
]);
