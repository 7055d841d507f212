import { adaptedTo, normalised, providerText, visibleText } from '../domain/characters.ts';
import { damageOf, type TextUse } from '../domain/damaged-text.ts';
import type { Failure } from '../domain/failure.ts';
import { withoutEntities } from '../domain/html-entities.ts';
import { shown, shownUpTo } from '../domain/shown.ts';
import type { Texts } from './row-texts.ts';

/** What is sent as it stands, and what for. */
const uses = [
  ['client_reference', 'reference'],
  ['end_to_end_id', 'reference'],
  ['beneficiary_name', 'name'],
  ['beneficiary_first_name', 'name'],
  ['beneficiary_last_name', 'name'],
  ['beneficiary_company_name', 'name'],
  ['label', 'label'],
  ['payer_first_name', 'name'],
  ['payer_last_name', 'name'],
  ['payer_company_name', 'name'],
] as const satisfies readonly (readonly [keyof Texts, TextUse])[];

/** Nearly every text has none of these. */
const suspects = /[&?]|[^\0-\x7f]/;

/** A label has so many characters at most. */
const longestProposed = 140;

/** Failures of texts that are not what somebody wrote, to be told before the texts are held against what the provider takes. */
export function judgeTexts(texts: Texts, found: Failure[]): void {
  for (const [field, use] of uses) {
    const text = texts[field];
    if (text === '' || !suspects.test(text)) continue;
    const decoded = text.includes('&') ? withoutEntities(text) : text;
    if (decoded !== text) {
      const set = use === 'reference' ? visibleText : providerText;
      found.push({
        code: 'html_entities',
        field,
        detail: `Type ${shownUpTo(longestProposed, adaptedTo(normalised(decoded), set))}.`,
      });
      continue;
    }
    const damage = damageOf(text, use, texts.iban);
    if (damage === undefined) continue;
    const detail =
      damage.meant === undefined
        ? `Found ${shown(text)}.`
        : `Found ${shown(text)}: is ${shown(damage.meant)} meant?`;
    found.push({ code: 'text_damaged', field, detail });
  }
}

/** Takes out what was found on the characters of texts that are to be typed again anyway. */
export function withoutEchoes(found: Failure[]): Failure[] {
  const spoilt = new Set(
    found.flatMap(({ code, field = '' }) =>
      code === 'html_entities' || code === 'text_damaged' ? [sentAs(field)] : [],
    ),
  );
  if (spoilt.size === 0) return found;
  return found.filter(
    ({ code, field = '' }) => code !== 'characters_not_allowed' || !spoilt.has(sentAs(field)),
  );
}

/** A whole name that is not split is judged as the company's that it is sent as. */
function sentAs(field: string): string {
  return field === 'beneficiary_name' ? 'beneficiary_company_name' : field;
}
