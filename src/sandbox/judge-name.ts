import type { Problem } from './answer.ts';

const longestName = 35;
/** Bridge's character set for names; letters of every alphabet and the apostrophe, which it does not document, are allowed. */
const allowed = /^[\p{L}\p{M}\d +()/.\-!?,;&%€'’]*$/u;

interface Named {
  readonly first_name?: string | null | undefined;
  readonly last_name?: string | null | undefined;
  readonly company_name?: string | null | undefined;
}

/** The rules for the names of a user or beneficiary at `property`; presence, 35 characters, character set, at least one letter. */
export function nameProblems(party: Named, property: string, needed: boolean): Problem[] {
  const problems: Problem[] = [];
  if (needed && !party.company_name && !(party.first_name && party.last_name)) {
    const message = 'first_name and last_name, or company_name, must be given';
    problems.push({ code: 'payment.user.name_missing', property, message });
  }
  for (const part of ['first_name', 'last_name', 'company_name'] as const) {
    const name = party[part];
    if (name == null || name === '') continue;
    const at = `${property}.${part}`;
    if ([...name].length > longestName) {
      const message = `The name must not exceed ${longestName} characters`;
      problems.push({ code: 'payment.user.name_too_long', property: at, message });
    }
    if (!allowed.test(name) || !/\p{L}/u.test(name)) {
      const message = 'The name holds characters that are not allowed, or no letter';
      problems.push({ code: 'payment.transaction.characters_not_allowed', property: at, message });
    }
  }
  return problems;
}
