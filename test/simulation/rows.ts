import { newEntry } from '../../src/actions/submit/check-file.ts';
import type { BatchOptions } from '../../src/domain/batch.ts';
import type { EntryKey } from '../../src/domain/entry.ts';
import type { Iban, Reference } from '../../src/domain/instruction.ts';
import type { Plan as ReadingPlan } from '../../src/domain/plan.ts';
import type { NewEntry } from '../../src/ledger/ledger.ts';
import type { Plan } from './plan.ts';

/** A submitted file. */
export interface SimFile {
  readonly batch: string;
  readonly options: BatchOptions;
  readonly entries: readonly NewEntry[];
}

const ibans = ['FR4014508000406764668712J28', 'ES9121000418450200051332', 'NL91ABNA0417164300'] as Iban[];

/** Two files; the second begins with rows of the first. */
export function filesOf({ rows, sharedRows, expiresInSeconds }: Plan): [SimFile, SimFile] {
  const options: BatchOptions = {
    payer: { kind: 'company', companyName: 'Example SARL' },
    expiresInSeconds,
    labelTemplate: 'Refund {reference}',
    defaultBeneficiary: false,
    timeZone: 'Europe/Paris',
    transliterate: false,
    fullNames: 'company',
    language: 'en',
  };
  const [first, second] = rows;
  const shared = Math.min(sharedRows, first, second - 1);
  const file = (batch: string, from: number, count: number): SimFile => ({
    batch,
    options,
    entries: Array.from({ length: count }, (_, at) => entryOf(at + 2, from + at, options)),
  });
  return [file('aaaaaaaaaaaa', 0, first), file('bbbbbbbbbbbb', first - shared, second)];
}

function entryOf(line: number, number: number, options: BatchOptions): NewEntry {
  const reference = `r${number}` as Reference;
  const iban = ibans[number % ibans.length] as Iban;
  const contents = { amountCents: 100 + number, currency: 'EUR', iban } as const;
  return newEntry({ line, reference, contents, label: `Refund ${reference}` }, options);
}

/** The places where the entry of a reference may be. */
export function keysByReference(files: readonly SimFile[]): Map<string, EntryKey[]> {
  const keys = new Map<string, EntryKey[]>();
  for (const { batch, entries } of files) {
    for (const { line, reference } of entries) {
      const name = reference ?? `${batch}-${line}`;
      keys.set(name, [...(keys.get(name) ?? []), { batch, line }]);
    }
  }
  return keys;
}

/** The submitted file of a batch. */
export async function* textOf(files: readonly SimFile[], batch: string): AsyncIterable<Buffer> {
  const file = files.find((one) => one.batch === batch);
  const rows = (file?.entries ?? []).map(({ reference, contents }) =>
    [reference, contents.amountCents, contents.iban, 'Example SARL'].join(','),
  );
  yield Buffer.from(`${[planOfFiles.header.join(','), ...rows].join('\n')}\n`);
}

/** The plan by which those files are read. */
export const planOfFiles: ReadingPlan = {
  format: {
    kind: 'text',
    isPacked: false,
    encoding: 'utf-8',
    hasBom: false,
    delimiter: ',',
    newline: '\n',
    hasSeparatorLine: false,
  },
  headerLine: 1,
  header: ['client_reference', 'cents', 'iban', 'beneficiary_company_name'],
  at: { client_reference: 0, amount: 1, iban: 2, beneficiary_company_name: 3 },
  amounts: { kind: 'unproven', unit: 'cents' },
};
