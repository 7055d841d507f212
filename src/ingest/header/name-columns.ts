import type { Column } from '../../domain/column.ts';
import type { Assignment } from './assignment.ts';
import type { Choice } from './column-question.ts';
import { foldedName } from './header-names.ts';

/** Columns beyond these have no meaning, as in `Assignment`. */
const mostColumns = 1000;

const whole: Column = 'beneficiary_name';
const first: Column = 'beneficiary_first_name';
const last: Column = 'beneficiary_last_name';
const company: Column = 'beneficiary_company_name';

/** The columns that name the beneficiary. */
export const beneficiaryNames: readonly Column[] = [whole, first, last, company];

/** Whether the columns suffice to name a beneficiary. */
export function namesBeneficiary(has: (column: Column) => boolean): boolean {
  return has(whole) || has(company) || (has(first) && has(last));
}

/**
 * Assigns the beneficiary's names by clear names, unless our own column names already do. A name beside a first name
 * is the last name, otherwise the whole name; every doubtful case is asked about. `Customer` or `Company` names the
 * beneficiary only where no other column does.
 */
export function takeNames(assignment: Assignment): void {
  const has = (column: Column) => assignment.has(column);
  const isOwn = (column: Column) =>
    has(column) && assignment.found[assignment.positionOf(column)]?.how === 'name';
  if (namesBeneficiary(isOwn)) return;
  const isPersonGiven = has(whole) || (has(first) && has(last));
  if (!isPersonGiven) {
    askCreditor(assignment);
    takePayers(assignment);
    takePersons(assignment);
  }
  assignment.settle(company, assignment.named(company, 'clear'));
  if (!isPersonGiven) takeBareNames(assignment);
  if (!beneficiaryNames.some((column) => assignment.mentions(column))) takeWeakNames(assignment);
}

const creditor = /^(?:nameof|nomdu|nom|namedes)?(?:creditor|creancier|kreditor|gla(?:e)?ubiger)s?(?:name)?$/;
const debtor =
  /^(?:nameof|nomdu|nom|namedes)?(?:debtor|debiteur|debitor|schuldner|zahlungspflichtige)[rns]?(?:name)?$/;

/**
 * A refund of a direct debit goes to the debtor, and we are the creditor; of a transfer it is the reverse. Asks
 * unless the account's name names the creditor.
 */
function askCreditor(assignment: Assignment): void {
  const unused = assignment.found.slice(0, mostColumns).filter(({ how }) => how === 'unused');
  const named = (name: RegExp) =>
    unused.flatMap(({ header, position }): Choice[] =>
      name.test(foldedName(header)) ? [[whole, position]] : [],
    );
  const [creditors, debtors] = [named(creditor), named(debtor)];
  const account = foldedName(assignment.found[assignment.positionOf('iban')]?.header ?? '');
  if (creditors.length > 0 && debtors.length > 0 && !account.includes('creditor'))
    assignment.askWhich([...creditors, ...debtors]);
}

const payer =
  /^(?:nameof|nomdu|nom|namedes)?(?:payer|payor|payeur|zahler|zahlende[rns]?|zahlungspflichtige[rns]?(?:in)?)(?:name)?$/;

/**
 * Statements of incoming payments: the one receiver is the account's own holder, and the accounts are the payers',
 * who get the refunds.
 */
function takePayers(assignment: Assignment): void {
  const receivers = assignment.named(whole, 'own', 'clear');
  const payers = assignment.open.filter(({ position }) =>
    payer.test(foldedName(assignment.found[position]?.header ?? '')),
  );
  const accounts = assignment.varietyOf(assignment.positionOf('iban'));
  const [found] = payers;
  if (found === undefined || payers.length > 1 || receivers.length === 0 || accounts < 2) return;
  const isOneReceiver = receivers.every((position) => assignment.varietyOf(position) === 1);
  if (isOneReceiver && assignment.varietyOf(found.position) > 1)
    assignment.take(whole, found.position, 'name');
}

function takePersons(assignment: Assignment): void {
  takeItalian(assignment);
  const clear = (column: Column) => assignment.named(column, 'clear');
  const hasFirst = assignment.has(first) || clear(first).length > 0;
  const hasLast = assignment.has(last) || clear(last).length > 0;
  const names = namesIn(assignment, false);
  const isLast = hasFirst && !hasLast;
  if (isLast) assignment.settle(last, names.length > 0 ? names : besideFirstName(assignment));
  const wholes = isLast ? clear(whole) : [...clear(whole), ...names];
  // A first or last name and a whole one may belong to two people.
  if (hasFirst || hasLast) {
    const offered = hasFirst && !hasLast && !assignment.mentions(last) ? [whole, last] : [whole];
    for (const position of wholes) assignment.askWhat(position, offered);
  } else assignment.settle(whole, wholes);
  assignment.settle(first, clear(first));
  assignment.settle(last, clear(last));
}

/** `Nome` beside `Cognome` is the first name. */
function takeItalian(assignment: Assignment): void {
  const called = (name: string) =>
    assignment.open.filter(({ position }) => foldedName(assignment.found[position]?.header ?? '') === name);
  const [cognome, nome] = [called('cognome'), called('nome')];
  if (cognome.length !== 1 || nome.length !== 1 || assignment.has(first)) return;
  assignment.take(first, nome[0]?.position ?? -1, 'name');
}

function namesIn(assignment: Assignment, isBare: boolean): number[] {
  return assignment.open.flatMap(({ position, meaning }) =>
    meaning.kind === 'name' && meaning.isBare === isBare ? [position] : [],
  );
}

/**
 * The last name beside a first name: `Nom` beside any, and any bare name beside `Prénom` or `Vorname`. `Name` beside
 * `First name` may be the whole name.
 */
function besideFirstName(assignment: Assignment): number[] {
  const written = (position: number) => foldedName(assignment.found[position]?.header ?? '');
  const firstNames = [...assignment.named(first, 'clear'), assignment.positionOf(first)].map(written);
  const isUnambiguous = firstNames.some((name) => /prenom|vorname/.test(name));
  return namesIn(assignment, true).filter((position) => isUnambiguous || written(position) === 'nom');
}

function takeBareNames(assignment: Assignment): void {
  const left = namesIn(assignment, true);
  if (!beneficiaryNames.some((column) => assignment.mentions(column))) {
    assignment.settle(whole, left);
    return;
  }
  const couldBe = assignment.mentions(first) ? [whole, last, company] : [whole, company];
  const offered = couldBe.filter((column) => !assignment.has(column));
  for (const position of left) assignment.askWhat(position, offered);
}

function takeWeakNames(assignment: Assignment): void {
  const wholes = assignment.named(whole, 'weak');
  const companies = assignment.named(company, 'weak');
  if (wholes.length === 0 || companies.length === 0) {
    assignment.settle(whole, wholes);
    assignment.settle(company, companies);
    return;
  }
  assignment.askWhich([
    ...wholes.map((position) => [whole, position] as const),
    ...companies.map((position) => [company, position] as const),
  ]);
}
