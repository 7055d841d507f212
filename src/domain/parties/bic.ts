import { message } from '../../i18n/messages.ts';
import type { Failure } from '../failure.ts';
import type { Iban } from '../instruction.ts';
import { shown } from '../text/shown.ts';

/** ISO 9362: institution (4), country (2), location (2), and an optional branch (3). */
const shape = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;

/**
 * By country of the IBAN, the other countries that its BIC may name: territories of that country in the IBAN registry (ISO 13616) and the
 * list of SEPA countries (EPC409-09), and neighbours whose banks share BICs in bank directories.
 */
const sharing: ReadonlyMap<string, readonly string[]> = new Map([
  ['FR', ['GP', 'MQ', 'GF', 'RE', 'PM', 'YT', 'BL', 'MF', 'NC', 'PF', 'TF', 'WF', 'MC']],
  ['GB', ['JE', 'GG', 'IM']],
  ['FI', ['AX']],
  ['MC', ['FR']],
  ['IE', ['GB']],
  ['DK', ['FO', 'GL']],
  ['IT', ['SM']],
]);

/**
 * Compares a BIC, a normalised text that is not empty, with its shape and with the IBAN of its row; ignores spaces and case. Only warns,
 * since the BIC is not sent.
 */
export function judgeBic(text: string, iban: Iban | undefined, field: string, warnings: Failure[]): void {
  const bic = text.replaceAll(/\s/g, '').toUpperCase();
  if (!shape.test(bic)) {
    warnings.push({
      code: 'bic_malformed',
      field,
      details: [message('found_in_characters', { found: shown(text), count: bic.length })],
    });
    return;
  }
  const [country, due] = [bic.slice(4, 6), iban?.slice(0, 2)];
  if (due === undefined || country === due || sharing.get(due)?.includes(country)) return;
  const details = [message('bic_country', { found: country, due })];
  warnings.push({ code: 'bic_country_differs', field, details });
}
