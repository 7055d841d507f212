import { meaningOf } from './column-names.ts';
import { foldedName, writtenName } from './header-names.ts';

/** Whoever pays: a name or an account of that group is not one of who receives. */
const payers =
  /payer|payeur|zahler|zahlungspflicht|auftrag|debit|debtor|schuldner|donneur|ordering|sender|absender|emetteur/;
/** Further columns have no names that mean anything. */
const mostColumns = 200;

/** The names of two header lines as one, and whether the upper one says whose a column is. */
export interface JoinedHeader {
  readonly header: readonly string[];
  readonly saysPayer: boolean;
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
  let saysPayer = false;
  const header: string[] = [];
  for (let position = 0; position < width; position++) {
    const [above = '', below = ''] = [upper[position], lower[position]];
    if (isFilled(above)) group = above.trim();
    else hasGroup ||= group !== '' && isFilled(below);
    if (!isFilled(below)) header.push(above);
    else {
      const isPayer = payers.test(foldedName(group));
      // A title beside its value groups nothing: `Donneur d'ordre;Example SARL`.
      saysPayer ||= isPayer && !isFilled(above);
      header.push(nameOf(group, below.trim(), isPayer));
    }
  }
  // One title above all columns groups none of them.
  return hasGroup && upper.filter(isFilled).length > 1 ? { header, saysPayer } : undefined;
}

function nameOf(group: string, name: string, isPayer: boolean): string {
  if (group === '') return name;
  const both = [`${group} ${name}`, `${name} ${group}`];
  const meant = both.find((one) => isClear(one));
  return meant ?? (isPayer ? `${group} ${name}` : name);
}

function isClear(name: string): boolean {
  const meaning = meaningOf(writtenName(name));
  return meaning !== undefined && meaning.kind !== 'unclear' && meaning.kind !== 'sum';
}
