import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { BatchOptions } from '../../src/domain/batch.ts';
import { AppError, type FailureCode } from '../../src/domain/failure.ts';
import type { Hints } from '../../src/domain/hints.ts';
import type { Party } from '../../src/domain/instruction.ts';
import { type Judged, judgeAll, type Rules, survey } from '../../src/ingest/ingest.ts';
import { openTables, sourceOf } from '../../src/tables/tables.ts';

/** What a careful person reads in a file, written down without the program. Codes are in no order, each once. */
interface Expected {
  /** What the file shows, and where such files come from. */
  readonly shows: string;
  readonly hints?: Partial<Hints>;
  readonly options?: Partial<BatchOptions>;
  /** The file is not read at all. */
  readonly stop?: readonly FailureCode[];
  /** The file is read and refused; its rows are compared only where they are given. */
  readonly refusals?: readonly FailureCode[];
  readonly accepted?: readonly ExpectedRow[];
  readonly rejected?: readonly { readonly line: number; readonly codes: readonly FailureCode[] }[];
}

/** Of an accepted row: what is left out is not compared, but for warnings and expiry, which are then absent. */
interface ExpectedRow {
  readonly line: number;
  readonly amountCents: number;
  readonly iban: string;
  /** First and last name, or a company. */
  readonly beneficiary: string | { readonly company: string };
  readonly reference?: string;
  readonly label?: string;
  readonly endToEndId?: string;
  readonly expiresAt?: string;
  readonly warnings?: readonly FailureCode[];
}

const folder = join(import.meta.dirname, '../../fixtures/batches');
const ending = '.expected.json';
const cases = readdirSync(folder)
  .filter((file) => file.endsWith(ending))
  .map((file) => ({ name: file.slice(0, -ending.length), ...expectationIn(file) }));

function expectationIn(file: string): Expected {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

function rulesFor({ hints, options }: Expected): Rules {
  return {
    options: {
      payer: { kind: 'company', companyName: 'Example SARL' },
      expiresInSeconds: 30 * 24 * 60 * 60,
      labelTemplate: 'Refund {reference}',
      defaultBeneficiary: false,
      timeZone: 'Europe/Paris',
      transliterate: false,
      fullNames: 'company',
      language: 'en',
      ...options,
    },
    hints: { map: [], ...hints },
    amountMaxCents: 3_500_000,
    now: Date.parse('2026-11-22T12:00:00Z'),
  };
}

/** Few bytes at a time, so that chunks end inside cells, characters and quotes. */
async function* bytesOf(name: string): AsyncGenerator<Buffer> {
  const bytes = readFileSync(join(folder, name));
  for (let at = 0; at < bytes.length; at += 61) yield bytes.subarray(at, at + 61);
}

interface Found {
  readonly stop: readonly FailureCode[];
  readonly refusals: readonly FailureCode[];
  readonly rows: readonly Judged[];
}

async function read(name: string, rules: Rules): Promise<Found> {
  const rows: Judged[] = [];
  try {
    const limits = { maxBytes: 1024 ** 3, maxRows: 1_000_000 };
    const tables = await openTables(
      sourceOf(name, () => bytesOf(name)),
      rules.hints,
      limits,
    );
    const surveyed = await survey(tables, rules);
    for await (const chunk of judgeAll(tables, rules, surveyed)) rows.push(...chunk);
    return { stop: [], refusals: codesOf(surveyed.refusals), rows };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { stop: codesOf(error.failures), refusals: [], rows };
  }
}

function codesOf(failures: readonly { readonly code: FailureCode }[]): FailureCode[] {
  return [...new Set(failures.map(({ code }) => code))].toSorted();
}

/** A row in the form of the expectations; of an accepted one only what `due` gives. */
function reported(row: Judged, due: ExpectedRow | undefined): object {
  if (row.kind === 'rejected') return { line: row.rejection.line, codes: codesOf(row.rejection.failures) };
  const { line, label, contents } = row.instruction;
  const { amountCents, iban, beneficiary, endToEndId, expiresAt } = contents;
  return {
    line,
    amountCents,
    iban,
    beneficiary: nameOf(beneficiary),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(due?.reference === undefined ? {} : { reference: row.reference }),
    ...(due?.label === undefined ? {} : { label }),
    ...(due?.endToEndId === undefined ? {} : { endToEndId }),
    ...(row.warnings.length === 0 ? {} : { warnings: codesOf(row.warnings) }),
  };
}

function nameOf(party: Party | undefined): ExpectedRow['beneficiary'] | undefined {
  if (party?.kind === 'company') return { company: party.companyName };
  return party === undefined ? undefined : `${party.firstName} ${party.lastName}`;
}

function dueRows({ accepted = [], rejected = [] }: Expected): object[] {
  const held = rejected.map(({ line, codes }) => ({ line, codes: codes.toSorted() }));
  return [...accepted, ...held].toSorted((one, other) => one.line - other.line);
}

describe('a file as people have it', () => {
  test.each(cases)('$name: $shows', async ({ name, ...expected }) => {
    const found = await read(name, rulesFor(expected));
    expect({ stop: found.stop, refusals: found.refusals }).toEqual({
      stop: expected.stop ?? [],
      refusals: expected.refusals ?? [],
    });
    const hasRows = expected.accepted !== undefined || expected.rejected !== undefined;
    if (!hasRows) return;
    const dueOn = new Map(expected.accepted?.map((row) => [row.line, row]));
    expect(found.rows.map((row) => reported(row, dueOn.get(row.row.line)))).toEqual(dueRows(expected));
  });
});

describe('an expectation', () => {
  const known = ['name', 'shows', 'hints', 'options', 'stop', 'refusals', 'accepted', 'rejected'];

  test.each(cases)('says of $name what becomes of it, and nothing that is not compared', (one) => {
    expect(Object.keys(one).filter((key) => !known.includes(key))).toEqual([]);
    const { stop, refusals, accepted, rejected } = one;
    expect(stop ?? refusals ?? accepted ?? rejected).toBeDefined();
    expect(stop === undefined || (refusals ?? accepted ?? rejected) === undefined).toBe(true);
  });

  test.each(cases)('goes with a small file: $name', ({ name }) => {
    expect(statSync(join(folder, name)).size).toBeLessThan(20 * 1024);
  });
});
