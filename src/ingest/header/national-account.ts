import { shown } from '../../domain/text/shown.ts';
import { message } from '../../i18n/messages.ts';
import type { Assignment } from './assignment.ts';
import { foldedName } from './header-names.ts';

/** Columns that give an account as one country does, each by the names that its parts have; what is written is no IBAN. */
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

/** A part that is called so nowhere else: nearly no header has one. */
const showsSo = /guichet|blz|bankleitzahl|sort.?code/i;

/** Where nothing is an IBAN and columns give the account in another way, says so: they are never offered as the IBAN. */
export function refuseNationalAccount(assignment: Assignment): void {
  if (assignment.mentions('iban') || !assignment.found.some(({ header }) => showsSo.test(header))) return;
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
