import { message } from '../../i18n/messages.ts';
import type { Failure } from '../failure.ts';
import type { Party } from '../instruction.ts';
import { isLongerThan, judgeCharacters, providerText } from '../text/characters.ts';
import { noNameIn } from './no-name.ts';

/** Characters that Bridge accepts in each part of a name. */
const longestName = 35;

/** The three texts that name one party, each normalised. */
export interface PartyNames {
  readonly firstName: string;
  readonly lastName: string;
  readonly companyName: string;
}

/** Written out: building six column names for each row would allocate more than the row itself. */
const fieldsOf = {
  beneficiary: {
    firstName: 'beneficiary_first_name',
    lastName: 'beneficiary_last_name',
    companyName: 'beneficiary_company_name',
  },
  payer: {
    firstName: 'payer_first_name',
    lastName: 'payer_last_name',
    companyName: 'payer_company_name',
  },
} as const satisfies Record<string, PartyNames>;

/**
 * The person or company that the texts name; undefined where all three are empty or where a failure was added to `found`.
 * `prefix` is `beneficiary` or `payer`, as in the column names.
 */
export function judgeParty(
  names: PartyNames,
  prefix: 'beneficiary' | 'payer',
  found: Failure[],
): Party | undefined {
  const before = found.length;
  const { firstName, lastName, companyName } = names;
  const fields = fieldsOf[prefix];
  judgeName(firstName, fields.firstName, found);
  judgeName(lastName, fields.lastName, found);
  judgeName(companyName, fields.companyName, found);
  const isPerson = firstName !== '' || lastName !== '';
  if (isPerson && companyName !== '') found.push({ code: 'name_twice', field: fields.companyName });
  else if (isPerson && lastName === '') found.push({ code: 'name_incomplete', field: fields.lastName });
  else if (isPerson && firstName === '') found.push({ code: 'name_incomplete', field: fields.firstName });
  if (found.length > before) return undefined;
  if (isPerson) return { kind: 'person', firstName, lastName };
  return companyName === '' ? undefined : { kind: 'company', companyName };
}

function judgeName(name: string, field: string, found: Failure[]): void {
  if (name === '') return;
  const instead = noNameIn(name);
  if (instead !== undefined) {
    found.push({ code: 'name_is_no_name', field, details: [instead] });
    return;
  }
  if (isLongerThan(name, longestName)) {
    const details = [message('found_characters', { count: [...name].length })];
    found.push({ code: 'name_too_long', field, details });
  }
  judgeCharacters(name, providerText, field, found);
  if (!/\p{L}/u.test(name)) found.push({ code: 'name_without_letter', field });
}
