import type { Hints } from '../../src/domain/hints.ts';
import { type Survey, survey } from '../../src/ingest/ingest.ts';
import { appErrorOf, plainRules, tablesFrom } from './source-from.ts';

/** IBANs of the public examples. */
export const iban = 'FR4014508000406764668712J28';
export const otherIban = 'DE89370400440532013000';

const payer = { kind: 'company', companyName: 'Example SARL' } as const;

/** What a list of these lines comes to, under what a person said of it. */
export async function surveyed(lines: readonly string[], said: Partial<Hints> = {}): Promise<Survey> {
  const hints: Hints = { map: [], ...said };
  const tables = await tablesFrom(`${lines.join('\n')}\n`);
  return survey(tables, { ...plainRules, hints, options: { ...plainRules.options, payer } });
}

/** What the file is refused for, each as `code field detail`. */
export async function asked(lines: readonly string[], said: Partial<Hints> = {}): Promise<string[]> {
  const reading = surveyed(lines, said).then(({ refusals }) => Promise.reject({ failures: refusals }));
  return (await appErrorOf(reading)).failures;
}
