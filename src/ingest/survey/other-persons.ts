import type { Column } from '../../domain/column.ts';
import type { Failure } from '../../domain/failure.ts';
import { filledText } from '../../domain/text/empty-words.ts';
import { message } from '../../i18n/messages.ts';
import { answersQuestion, type Choice } from '../header/column-question.ts';
import type { Columns } from '../header/columns.ts';
import { plainName } from '../header/header-names.ts';
import { beneficiaryNames } from '../header/name-columns.ts';
import { isRole, type PersonColumn, personColumn } from '../header/person-columns.ts';

/** Another person named in the file. */
interface Person {
  readonly choices: readonly Choice[];
  /** Its only name so far; undefined once it has had two. */
  only: string | undefined;
  /** First line that names someone other than the beneficiary. */
  firstOther: number | undefined;
  filled: number;
}

/**
 * Watches columns without a meaning for us that name a person by a role: buyer, payer, responsible person, billing
 * and shipping contact. If one differs from the row's beneficiary in any row, a person is asked who receives the
 * money. A name that is the same beside different accounts is the list's keeper.
 */
export class OtherPersons {
  readonly #header: readonly string[];
  readonly #own: readonly Choice[];
  readonly #persons: readonly Person[];
  readonly #iban: number;
  #account: string | undefined;
  #rows = 0;
  /** The rows have different accounts. */
  #hasAccounts = false;

  constructor(header: readonly string[], at: Columns['at'], positions: readonly number[]) {
    this.#header = header;
    this.#iban = at.iban;
    this.#own = beneficiaryNames.flatMap((column): Choice[] =>
      at[column] === -1 ? [] : [[column, at[column]]],
    );
    this.#persons = this.#own.length === 0 ? [] : personsIn(header, positions);
  }

  /** Checks a row that would be paid. */
  note(cells: readonly string[], line: number): void {
    if (this.#persons.length === 0) return;
    this.#rows += 1;
    const account = cells[this.#iban] ?? '';
    this.#account ??= account;
    this.#hasAccounts ||= account !== this.#account;
    let own: string | undefined;
    for (const person of this.#persons) {
      const name = nameIn(cells, person.choices);
      if (name === '') continue;
      person.filled += 1;
      if (person.filled === 1) person.only = name;
      else if (person.only !== name) person.only = undefined;
      if (person.firstOther !== undefined) continue;
      own ??= nameIn(cells, this.#own);
      if (name !== own) person.firstOther = line;
    }
  }

  /** One question with the columns of every possible receiver. */
  get failures(): readonly Failure[] {
    const others = this.#persons.filter(
      ({ firstOther, only, filled }) =>
        firstOther !== undefined &&
        !(only !== undefined && filled > 1 && 10 * filled >= 9 * this.#rows && this.#hasAccounts),
    );
    const [other] = others;
    if (other?.firstOther === undefined) return [];
    const answers = [this.#own, ...others.map((person) => person.choices)];
    const remarks = [message('line_of_two_persons', { line: other.firstOther })];
    return [answersQuestion(this.#header, answers, remarks)];
  }
}

function personsIn(header: readonly string[], positions: readonly number[]): Person[] {
  const byRole = new Map<string, (PersonColumn & { readonly position: number })[]>();
  for (const position of positions) {
    const found = personColumn(header[position] ?? '');
    if (found === undefined) continue;
    byRole.set(found.role, [...(byRole.get(found.role) ?? []), { ...found, position }]);
  }
  return [...byRole].flatMap(([role, columns]) => personsOf(role, columns));
}

const columnOf: Readonly<Record<PersonColumn['part'], Column>> = {
  first: 'beneficiary_first_name',
  last: 'beneficiary_last_name',
  company: 'beneficiary_company_name',
  whole: 'beneficiary_name',
};

/** First and last name make one person in any role; another column makes one only if the role denotes a person. */
function personsOf(
  role: string,
  columns: readonly (PersonColumn & { readonly position: number })[],
): Person[] {
  const first = columns.find(({ part }) => part === 'first');
  // `Nom` beside `Prénom` is the last name.
  const last =
    columns.find(({ part }) => part === 'last') ?? (first && columns.find(({ part }) => part === 'whole'));
  const pair: Choice[] =
    first === undefined || last === undefined
      ? []
      : [
          ['beneficiary_first_name', first.position],
          ['beneficiary_last_name', last.position],
        ];
  const rest = columns.filter((one) => pair.length === 0 || (one !== first && one !== last));
  const singles = isRole(role) ? rest.map(({ part, position }): Choice => [columnOf[part], position]) : [];
  return [...(pair.length === 0 ? [] : [pair]), ...singles.map((choice) => [choice])].map((choices) => ({
    choices,
    only: undefined,
    firstOther: undefined,
    filled: 0,
  }));
}

const titles = new Set(
  'm mr mme mlle mrs ms miss dr prof herr herrn frau monsieur madame mademoiselle'.split(' '),
);

/** The words of a name in sorted order, so that `EXEMPLE Chloé` equals Chloé Exemple. */
function nameIn(cells: readonly string[], choices: readonly Choice[]): string {
  const text = choices
    .map(([, position]) => filledText(cells[position] ?? ''))
    .join(' ')
    .trim();
  if (text === '') return '';
  return plainName(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !titles.has(word))
    .toSorted()
    .join(' ');
}
