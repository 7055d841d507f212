import { message } from '../../i18n/messages.ts';
import type { Failure } from '../failure.ts';
import type { Iban } from '../instruction.ts';
import { shown } from '../text/shown.ts';

/** ISO 9362: who (4), country (2), where (2), and a branch (3) or none. */
const shape = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;

/**
 * Countries of BICs that go with IBANs of another country: the territories that the IBAN registry (ISO 13616) and the list of SEPA countries
 * (EPC409-09) give to it, and the neighbours with which banks are seen to share in directories of banks.
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
 * Holds a BIC, as a normalised text that is not empty, against its shape and the IBAN beside it; spaces and case are forgiven. Warns only, since
 * the BIC is not sent.
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
