import type { BatchOptions } from '../../domain/batch.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Contents } from '../../domain/instruction.ts';
import { judgeParty, type PartyNames } from '../../domain/parties/party.ts';
import { splitName } from '../../domain/parties/whole-name.ts';
import type { Plan } from '../../domain/plan.ts';
import { adaptedTo, providerText } from '../../domain/text/characters.ts';
import { shown } from '../../domain/text/shown.ts';
import { message } from '../../i18n/messages.ts';
import type { Mutable, Rules } from './reading.ts';
import type { Texts } from './row-texts.ts';

const forTheBank = [
  'beneficiary_first_name',
  'beneficiary_last_name',
  'beneficiary_company_name',
  'beneficiary_name',
  'label',
] as const;

/** The texts as they are sent: characters that the provider refuses are replaced as proposed, each with a warning. */
export function transliterated(texts: Texts, warnings: Failure[]): Texts {
  const sent = { ...texts };
  for (const field of forTheBank) {
    sent[field] = adaptedTo(texts[field], providerText);
    if (sent[field] === texts[field]) continue;
    const details = [message('sent_as', { sent: shown(sent[field]) })];
    warnings.push({ code: 'text_replaced', field, details });
  }
  return sent;
}

/** Adds payer and beneficiary to the contents. */
export function readParties(
  texts: Texts,
  plan: Plan,
  { options }: Rules,
  contents: Mutable<Contents>,
  found: Failure[],
  warnings: Failure[],
): void {
  const before = found.length;
  const names = beneficiaryOf(texts, plan, options, found, warnings);
  const beneficiary = judgeParty(names, 'beneficiary', found);
  if (beneficiary !== undefined) contents.beneficiary = beneficiary;
  else if (found.length === before && texts.iban !== '') {
    found.push({ code: 'beneficiary_name_missing', field: 'beneficiary_company_name' });
  }
  const between = found.length;
  const payer = judgeParty(payerOf(texts), 'payer', found);
  if (payer !== undefined) contents.payer = payer;
  else if (found.length === between && options.payer === undefined) found.push({ code: 'payer_unknown' });
}

/** The beneficiary's names; a whole name is split only where its column proves the order. */
function beneficiaryOf(
  texts: Texts,
  { nameOrder }: Plan,
  { fullNames }: BatchOptions,
  found: Failure[],
  warnings: Failure[],
): PartyNames {
  const whole = texts.beneficiary_name;
  if (whole === '')
    return {
      firstName: texts.beneficiary_first_name,
      lastName: texts.beneficiary_last_name,
      companyName: texts.beneficiary_company_name,
    };
  const parts = nameOrder && splitName(whole, nameOrder);
  if (parts) return { ...parts, companyName: '' };
  const field = 'beneficiary_name';
  if (fullNames === 'hold') found.push({ code: 'name_not_split', field });
  else warnings.push({ code: 'name_sent_whole', field });
  return { firstName: '', lastName: '', companyName: whole };
}

function payerOf(texts: Texts): PartyNames {
  return {
    firstName: texts.payer_first_name,
    lastName: texts.payer_last_name,
    companyName: texts.payer_company_name,
  };
}
