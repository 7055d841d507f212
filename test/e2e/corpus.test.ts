import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { BatchOptions } from '../../src/domain/batch.ts';
import type { Hints } from '../../src/domain/hints.ts';
import type { Party } from '../../src/domain/instruction.ts';
import { type Judged, judgeAll, type Rules, survey } from '../../src/ingest/ingest.ts';
import { openTables, sourceOf } from '../../src/tables/tables.ts';
import { chunksOf, plainRules } from '../ingest/source-from.ts';

/** What a careful person reads out of a file; what is not there is not compared. */
interface Expected {
  readonly shows: string;
  readonly hints?: Partial<Hints>;
  readonly options?: Partial<BatchOptions>;
  readonly stop?: readonly string[];
  readonly refusals?: readonly string[];
  readonly accepted?: readonly ExpectedRow[];
  readonly rejected?: readonly { readonly line: number; readonly codes: readonly string[] }[];
}

interface ExpectedRow {
  readonly line: number;
  readonly amountCents: number;
  readonly iban?: string;
  readonly beneficiary?: string | { readonly company: string };
  readonly warnings?: readonly string[];
}

const folder = join(import.meta.dirname, '../../fixtures/batches');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.expected.json'))
  .map((name) => name.replace(/\.expected\.json$/, ''));

/** The row as the expectation tells it, with the fields that it has. */
function told(judged: Judged & { kind: 'accepted' }, due: ExpectedRow | undefined): object {
  const { contents, label } = judged.instruction;
  const all: Record<string, unknown> = {
    ...contents,
    line: judged.row.line,
    beneficiary: nameOf(contents.beneficiary),
    reference: judged.reference,
    label,
    warnings: judged.warnings.map(({ code }) => code),
  };
  const fields = new Set([
    'line',
    'amountCents',
    'iban',
    'beneficiary',
    'warnings',
    ...Object.keys(due ?? {}),
  ]);
  return Object.fromEntries([...fields].map((field) => [field, all[field]]));
}

function nameOf(party: Party | undefined): unknown {
  if (party === undefined) return undefined;
  return party.kind === 'company' ? { company: party.companyName } : `${party.firstName} ${party.lastName}`;
}

async function read(name: string, { hints, options, accepted = [] }: Expected): Promise<object> {
  const rules: Rules = {
    ...plainRules,
    hints: { ...plainRules.hints, ...hints },
    options: {
      ...plainRules.options,
      payer: { kind: 'company', companyName: 'Example SARL' },
      ...options,
    },
  };
  const bytes = readFileSync(join(folder, name));
  const source = sourceOf(name, () => chunksOf(bytes, 1000));
  try {
    const file = await openTables(source, rules.hints, { maxBytes: 1024 ** 3, maxRows: 1_000_000 });
    const surveyed = await survey(file, rules);
    const rows: Judged[] = [];
    for await (const part of judgeAll(file, rules, surveyed)) rows.push(...part);
    return {
      refusals: surveyed.refusals.map(({ code }) => code),
      accepted: rows.flatMap((row) => {
        const due = accepted.find(({ line }) => line === row.row.line);
        return row.kind === 'accepted' ? [told(row, due)] : [];
      }),
      rejected: rows.flatMap((row) =>
        row.kind === 'rejected' ? [{ line: row.row.line, codes: codesOf(row.rejection.failures) }] : [],
      ),
    };
  } catch (error) {
    const { failures } = error as { failures?: readonly { readonly code: string }[] };
    if (failures === undefined) throw error;
    return { stop: codesOf(failures) };
  }
}

function codesOf(failures: readonly { readonly code: string }[]): string[] {
  return [...new Set(failures.map(({ code }) => code))].toSorted();
}

function due({ stop, refusals = [], accepted = [], rejected = [] }: Expected): object {
  if (stop !== undefined) return { stop: [...stop].toSorted() };
  return {
    refusals,
    accepted: accepted.map((row) => ({ iban: undefined, beneficiary: undefined, warnings: [], ...row })),
    rejected: rejected.map(({ line, codes }) => ({ line, codes: [...codes].toSorted() })),
  };
}

test('there are at least 60 files, each with what it shows', () => {
  expect(names.length).toBeGreaterThanOrEqual(60);
});

test.each(names)('%s is read as a careful person reads it', async (name) => {
  const expected = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8')) as Expected;
  expect(expected.shows).toMatch(/\w/);
  expect(await read(name, expected)).toEqual(due(expected));
});
