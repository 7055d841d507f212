import type { Plan } from '../../domain/plan.ts';
import type { Row } from '../../domain/row.ts';
import { adaptedTo, normalised, providerText } from '../../domain/text/characters.ts';
import { type Message, message } from '../../i18n/messages.ts';

const texts = [
  'beneficiary_first_name',
  'beneficiary_last_name',
  'beneficiary_company_name',
  'beneficiary_name',
  'label',
] as const;

/** Of a row whose characters were replaced, the texts as they were sent, for the report to show beside the user's own. */
export function sentForms({ cells }: Row, { at }: Pick<Plan, 'at'>): Message | undefined {
  const forms = texts.flatMap((column) => {
    const own = normalised(cells[at[column] ?? -1] ?? '');
    const sent = adaptedTo(own, providerText);
    return sent === own ? [] : [`${column} ${JSON.stringify(sent)}`];
  });
  return forms.length === 0 ? undefined : message('sent_forms', { forms });
}
