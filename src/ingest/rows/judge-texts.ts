import type { Failure } from '../../domain/failure.ts';
import type { Plan } from '../../domain/plan.ts';
import { adaptedTo, normalised, providerText, visibleText } from '../../domain/text/characters.ts';
import { damageOf, hasReplacedLetters, type TextUse } from '../../domain/text/damaged-text.ts';
import { withoutEntities } from '../../domain/text/html-entities.ts';
import { shown, shownUpTo } from '../../domain/text/shown.ts';
import { message } from '../../i18n/messages.ts';
import type { Texts } from './row-texts.ts';

/** Texts that are sent unchanged, and their use. */
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

/** Quick check: nearly every text has none of these. */
const suspects = /[&?]|[^\0-\x7f]/;

/** The longest label. */
const longestProposed = 140;

/**
 * Makes the function that adds failures for damaged texts; it runs before texts are checked against the provider's
 * characters. Only columns that the file has are checked.
 */
export function textJudge(
  plan: Pick<Plan, 'at' | 'hasReplacedLetters'>,
): (texts: Texts, found: Failure[]) => void {
  const { at, hasReplacedLetters: isReplaced } = plan;
  // Our own files give references in an added column.
  const present = uses.filter(([field]) => field === 'client_reference' || at[field] !== undefined);
  return (texts, found) => {
    for (const [field, use] of present) {
      const text = texts[field];
      if (suspects.test(text)) judgeText(text, [field, use], texts.iban, found, isReplaced);
    }
  };
}

function judgeText(
  text: string,
  [field, use]: readonly [keyof Texts, TextUse],
  iban: string,
  found: Failure[],
  isReplaced: true | undefined,
): void {
  const decoded = text.includes('&') ? withoutEntities(text) : text;
  if (decoded !== text) {
    const set = use === 'reference' ? visibleText : providerText;
    const proposed = shownUpTo(longestProposed, adaptedTo(normalised(decoded), set));
    found.push({ code: 'html_entities', field, details: [message('to_type', { text: proposed })] });
    return;
  }
  const damage = damageOf(text, use, iban, isReplaced);
  if (damage === undefined) return;
  const seen =
    damage.meant === undefined
      ? message('found', { found: shown(text) })
      : message('found_is_meant', { found: shown(text), meant: shown(damage.meant) });
  found.push({ code: 'text_damaged', field, details: [seen] });
}

/** Whether a name in the row shows that the whole file has replaced letters. */
export function replacedLettersIn(cells: readonly string[], at: Plan['at']): boolean {
  const iban = cells[at.iban ?? -1]?.trim() ?? '';
  return uses.some(
    ([field, use]) => use === 'name' && hasReplacedLetters(normalised(cells[at[field] ?? -1] ?? ''), iban),
  );
}

/** Removes `characters_not_allowed` for texts that must be typed again anyway. */
export function withoutEchoes(found: Failure[]): Failure[] {
  if (found.length === 0) return found;
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

/** A whole name that is not split is sent, and judged, as a company name. */
function sentAs(field: string): string {
  return field === 'beneficiary_name' ? 'beneficiary_company_name' : field;
}
