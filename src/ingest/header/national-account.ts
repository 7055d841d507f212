import { shown } from '../../domain/text/shown.ts';
import { message } from '../../i18n/messages.ts';
import type { Assignment } from './assignment.ts';
import { foldedName } from './header-names.ts';

/** National account formats, each by the names of its parts; none of them is an IBAN. */
const accounts = [
  {
    message: 'account_as_rib',
    parts: [
      /^(?:code)?(?:banque|etablissement)$/,
      /^(?:code)?guichet$/,
      /^(?:(?:n|num|numero)(?:de|du)?)?compte$/,
      /^cle(?:rib)?$/,
    ],
    needed: 3,
  },
  { message: 'account_as_german', parts: [/^konto(?:nummer|nr)?$/, /^(?:blz|bankleitzahl)$/], needed: 2 },
  { message: 'account_as_british', parts: [/^account(?:number|no)?$/, /^sortcode$/], needed: 2 },
] as const;

/** Names that only such a part has: nearly no header contains one. */
const tellingPart = /guichet|blz|bankleitzahl|sort.?code/i;

/**
 * Refuses with `column_missing` where the file has no IBAN but columns with a national account, and names these; they
 * are never offered as the IBAN.
 */
export function refuseNationalAccount(assignment: Assignment): void {
  if (assignment.mentions('iban') || !assignment.found.some(({ header }) => tellingPart.test(header))) return;
  const left = assignment.found
    .filter(({ how }) => how === 'unused')
    .map(({ header, position }) => ({ header, position, name: foldedName(header) }));
  for (const { message: code, parts, needed } of accounts) {
    const found = parts.flatMap((part) => left.find(({ name }) => part.test(name)) ?? []);
    if (found.length < needed) continue;
    const details = [message(code, { columns: found.map(({ header }) => shown(header)) })];
    const positions = found.map(({ position }) => position);
    assignment.refuse('iban', positions, { code: 'column_missing', field: 'iban', details });
    return;
  }
}
