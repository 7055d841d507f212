import type { Problem } from './answer.ts';
import type { Rules, TransactionBody, Version } from './creation-body.ts';
import { nameProblems } from './judge-name.ts';

type Say = (code: string, part: string, message: string) => void;

function judgeAmount({ amount, currency }: TransactionBody, rules: Rules, say: Say): void {
  if (amount == null) {
    say('amount_missing', 'amount', 'The amount is missing');
  } else if (amount <= 0) {
    // Bridge documents no code for it.
    say('amount_invalid', 'amount', 'The amount must be above zero');
  } else {
    if (Math.round(amount * 100) / 100 !== amount) {
      say('amount_too_many_decimals', 'amount', 'The amount must have at most 2 decimals');
    }
    if (amount > rules.maxAmount)
      say('max_amount', 'amount', `The amount must not exceed ${rules.maxAmount}`);
  }
  if (!currency) say('currency_missing', 'currency', 'The currency is missing');
  // Bridge documents no code for it.
  else if (currency !== 'EUR') say('currency_invalid', 'currency', 'The currency is not supported');
}

function judgeLabel({ label }: TransactionBody, version: Version, rules: Rules, say: Say): void {
  if (!label) {
    if (version === 'v2') say('label_missing', 'label', 'The label is missing');
    return;
  }
  if ([...label].length > rules.maxLabelLength) {
    say('label_too_long', 'label', `The label must not exceed ${rules.maxLabelLength} characters`);
  }
  if (label.includes(':'))
    say('characters_not_allowed', 'label', 'The label holds characters that are not allowed');
}

function judgeIban(iban: string | null | undefined, version: Version, say: Say): void {
  if (iban == null) {
    // v2 needs it within a beneficiary; Bridge documents no code.
    if (version === 'v2') say('iban_missing', 'beneficiary.iban', 'The IBAN is missing');
  } else if (!isIban(iban)) {
    say('iban_invalid', 'beneficiary.iban', 'The IBAN is invalid');
  }
}

/** Shape and check digits (ISO 13616, remainder 97). */
function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** Every rule that the transaction at `property` breaks, with the codes that Bridge documents for payment requests. */
export function transactionProblems(
  transaction: TransactionBody,
  property: string,
  version: Version,
  rules: Rules,
): Problem[] {
  const problems: Problem[] = [];
  const say: Say = (code, part, message) =>
    problems.push({ code: `payment.transaction.${code}`, property: `${property}.${part}`, message });
  judgeAmount(transaction, rules, say);
  judgeLabel(transaction, version, rules, say);
  const { beneficiary } = transaction;
  if (!beneficiary) return problems;
  judgeIban(beneficiary.iban, version, say);
  return [...problems, ...nameProblems(beneficiary, `${property}.beneficiary`, false)];
}
