import type { Hints } from '../../src/domain/hints.ts';
import { type Survey, survey } from '../../src/ingest/ingest.ts';
import { appErrorOf, plainRules, tablesFrom } from './source-from.ts';

/** IBANs from public documentation. */
export const iban = 'FR4014508000406764668712J28';
export const otherIban = 'DE89370400440532013000';

const payer = { kind: 'company', companyName: 'Example SARL' } as const;

/** The survey of a list of these lines, under these hints. */
export async function surveyed(lines: readonly string[], given: Partial<Hints> = {}): Promise<Survey> {
  const hints: Hints = { map: [], ...given };
  const tables = await tablesFrom(`${lines.join('\n')}\n`);
  return survey(tables, { ...plainRules, hints, options: { ...plainRules.options, payer } });
}

/** The refusals of the file, each as `code field detail`. */
export async function asked(lines: readonly string[], given: Partial<Hints> = {}): Promise<string[]> {
  const reading = surveyed(lines, given).then(({ refusals }) => Promise.reject({ failures: refusals }));
  return (await appErrorOf(reading)).failures;
}
