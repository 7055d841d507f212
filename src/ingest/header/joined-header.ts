import { meaningOf } from './column-names.ts';
import { foldedName, writtenName } from './header-names.ts';

/** Whoever pays: a name or an account of that group is not one of who receives. */
const payers =
  /payer|payeur|zahler|zahlungspflicht|auftrag|debit|debtor|schuldner|donneur|ordering|sender|absender|emetteur/;
/** Further columns have no names that mean anything. */
const mostColumns = 200;

/** The names of two header lines as one. */
export interface JoinedHeader {
  readonly header: readonly string[];
  /**
   * The upper line says of columns that they are the payer's, and is a line of groups, not `Donneur d'ordre;Example SARL` above the header: one
   * that is over two names is followed by another, and the payer's is over two; or one says what a column is of whoever receives.
   */
  readonly namesPayer: boolean;
}

/**
 * The names of a header over two lines, of which the second names what the first groups: `Bénéficiaire` over `Nom` and `IBAN`. A group
 * reaches over the empty cells to its right. Its name is a part of a column's where both together mean something, or where it is the payer's;
 * else the lower name says enough. Undefined where the upper line groups nothing.
 */
export function joinedHeader(upper: readonly string[], lower: readonly string[]): JoinedHeader | undefined {
  const width = Math.max(upper.length, lower.length);
  if (width > mostColumns) return undefined;
  const isFilled = (cell: string | undefined) => cell !== undefined && cell.trim() !== '';
  let group = '';
  let hasGroup = false;
  /** Of each group, how many lower names it is over. */
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
  // One title above all columns groups none of them.
  return hasGroup && upper.filter(isFilled).length > 1 ? { header, namesPayer } : undefined;
}

/** Both together, where that means something. */
function meaningfulName(group: string, name: string): string | undefined {
  return group === '' ? undefined : [`${group} ${name}`, `${name} ${group}`].find(isClear);
}

function isClear(name: string): boolean {
  const meaning = meaningOf(writtenName(name));
  return meaning !== undefined && meaning.kind !== 'unclear' && meaning.kind !== 'sum';
}
