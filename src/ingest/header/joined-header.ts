import { meaningOf } from './column-names.ts';
import { foldedName, writtenName } from './header-names.ts';

/** Words for whoever pays: a name or account below such a group is not the receiver's. */
const payers =
  /payer|payeur|zahler|zahlungspflicht|auftrag|debit|debtor|schuldner|donneur|ordering|sender|absender|emetteur/;
/** Wider lines are never joined. */
const mostColumns = 200;

/** Two header lines joined into one. */
export interface JoinedHeader {
  readonly header: readonly string[];
  /**
   * The upper line marks columns as the payer's, and is a line of groups, unlike `Donneur d'ordre;Example SARL` above
   * a header: either a group over two or more names is followed by another group, and the payer's group also spans
   * two or more; or another group gives a name below it a meaning.
   */
  readonly namesPayer: boolean;
}

/**
 * Joins a header over two lines whose upper line groups the names of the lower: `Bénéficiaire` over `Nom` and `IBAN`.
 * A group extends over the empty cells to its right. Its name becomes part of a column's name where both together
 * have a meaning, or where it is the payer's; otherwise the lower name is used alone. Undefined where the upper line
 * groups nothing.
 */
export function joinedHeader(upper: readonly string[], lower: readonly string[]): JoinedHeader | undefined {
  const width = Math.max(upper.length, lower.length);
  if (width > mostColumns) return undefined;
  const isFilled = (cell: string | undefined) => cell !== undefined && cell.trim() !== '';
  let group = '';
  let hasGroup = false;
  /** Number of lower names below each group. */
  const groups: { isPayer: boolean; names: number }[] = [];
  let hasMeaning = false;
  const header: string[] = [];
  for (let position = 0; position < width; position++) {
    const [above = '', below = ''] = [upper[position], lower[position]];
    if (isFilled(above)) {
      group = above.trim();
      groups.push({ isPayer: payers.test(foldedName(group)), names: 0 });
    } else hasGroup ||= group !== '' && isFilled(below);
    const last = groups.at(-1);
    if (!isFilled(below)) header.push(above);
    else {
      if (last !== undefined) last.names += 1;
      const isPayer = last?.isPayer === true;
      const meant = meaningfulName(group, below.trim());
      hasMeaning ||= !isPayer && meant !== undefined;
      header.push(meant ?? (isPayer ? `${group} ${below.trim()}` : below.trim()));
    }
  }
  const isLineOfGroups = groups.slice(0, -1).some(({ names }) => names > 1);
  const namesPayer = groups.some(
    ({ isPayer, names }) => isPayer && (hasMeaning || (isLineOfGroups && names > 1)),
  );
  // A single title above all columns is not a group.
  return hasGroup && upper.filter(isFilled).length > 1 ? { header, namesPayer } : undefined;
}

/** Group and name together, in either order, where that has a meaning. */
function meaningfulName(group: string, name: string): string | undefined {
  return group === '' ? undefined : [`${group} ${name}`, `${name} ${group}`].find(isClear);
}

function isClear(name: string): boolean {
  const meaning = meaningOf(writtenName(name));
  return meaning !== undefined && meaning.kind !== 'unclear' && meaning.kind !== 'sum';
}
