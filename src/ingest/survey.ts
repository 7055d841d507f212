import type { Failure } from '../domain/failure.ts';
import type { Plan } from '../domain/plan.ts';
import { readMark } from '../domain/reading-mark.ts';
import type { TableFile } from '../domain/table.ts';
import { BatchDigest, batchIdLength } from './batch-digest.ts';
import { conclude } from './conclude.ts';
import { ControlSum } from './control-sum.ts';
import { Evidence } from './evidence.ts';
import { fileStop } from './file-stop.ts';
import { type Facts, rowJudge } from './judge-row.ts';
import { PartedAmounts } from './parted-amounts.ts';
import { readingsOf } from './pass.ts';
import type { Rules } from './read-row.ts';
import { Repeats } from './repeats.ts';
import { SecondHeader } from './second-header.ts';
import { Sightings } from './sightings.ts';
import type { TableRow } from './table-rows.ts';
import { Tally, type Totals } from './tally.ts';
import { declaredSum } from './total-line.ts';
import { understand } from './understand.ts';
import { type Understood, understoodAs } from './understood.ts';

/** What the whole file comes to, with nothing written anywhere. */
export interface Survey extends Facts, Totals {
  /** How the file was read; read by it again, it gives the same rows. */
  readonly plan: Plan;
  /** SHA-256, hexadecimal, of what the cells say; the batch's id is its beginning. */
  readonly digest: string;
  /** The batches whose rejected rows come back in this file, at most 20. */
  readonly mends: readonly string[];
  /** Why the file is refused whole, although its rows could be read. */
  readonly refusals: readonly Failure[];
  /** A sum was declared, in the file or by a person; where it is not met, that is a refusal. */
  readonly hasTotals: boolean;
  /** What was understood, and why, for a person to read; absent where a kept plan was followed. */
  readonly understood?: Understood;
}

/** Almost every file is told right by this guess; where one is not, its rows are counted once more. */
const guess: Facts = {
  batch: '0'.repeat(batchIdLength),
  endToEndIsReference: true,
  repeated: new Map(),
  duplicates: new Map(),
};

/**
 * The first pass: judges every row in bounded memory and writes nothing. How amounts, dates and names are written is guessed by the first
 * rows; where the whole file proves otherwise, and where something repeats, it is read again. A kept plan stands, whatever the rows
 * prove. Stops on everything that is wrong with the header, and with `file_without_rows`.
 */
export async function survey(file: TableFile, rules: Rules, kept?: Plan): Promise<Survey> {
  const understanding = kept === undefined ? await understand(file, rules) : undefined;
  const guessed = kept ?? understanding?.plan;
  if (guessed === undefined) throw new Error('a file without a plan');
  const first = await passOver(file, guessed, rules);
  if (first.tally.rows === 0) throw fileStop('file_without_rows');
  const concluded = conclude(guessed, first.evidence, first.control, rules.hints, understanding?.before);
  const isAsRead = kept !== undefined || (concluded.isAsGuessed && !saysWhy(first.tally));
  const plan = kept ?? concluded.plan;
  const pass = isAsRead ? first : await passOver(file, plan, rules);
  const { repeats } = pass;
  const { repeated, duplicates } = repeats;
  const endToEndIsReference = await isReference(file, plan, rules, repeats);
  const { batch, digest } = pass.digest.finish();
  const facts: Facts = { batch, endToEndIsReference, repeated, duplicates };
  const isGuessed = endToEndIsReference || repeats.withEndToEndId === 0;
  const isExact = isGuessed && repeated.size === 0 && duplicates.size === 0;
  const tally = isExact ? pass.tally : await tallyAgain(file, plan, rules, facts);
  return {
    ...facts,
    digest,
    plan,
    mends: [...pass.mends.keys()],
    refusals:
      kept === undefined
        ? [
            ...concluded.refusals,
            ...readOtherwise(pass),
            ...pass.second.failures,
            ...pass.parted.failures,
            ...pass.control.differences(rules.hints),
          ]
        : [],
    hasTotals: pass.control.isDeclared || rules.hints.expectSumCents !== undefined,
    ...(understanding && { understood: understoodAs(plan, understanding.columns, pass.evidence) }),
    ...tally.totals(),
  };
}

/** Held rows say what their column proves, which is what all of it proves. */
function saysWhy({ failureCounts }: Tally): boolean {
  return failureCounts.has('amount_ambiguous') || failureCounts.has('expiry_ambiguous');
}

interface Pass {
  readonly evidence: Evidence;
  readonly control: ControlSum;
  readonly second: SecondHeader;
  readonly parted: PartedAmounts;
  readonly repeats: Repeats;
  readonly digest: BatchDigest;
  readonly tally: Tally;
  /** Batches whose rejected rows come back, each with how they were read. */
  readonly mends: Map<string, string>;
}

/** More batches than these are not named. */
const mostMended = 20;

async function passOver(file: TableFile, plan: Plan, rules: Rules): Promise<Pass> {
  const pass: Pass = {
    evidence: new Evidence(plan),
    control: new ControlSum(),
    second: new SecondHeader(plan, rules),
    parted: new PartedAmounts(plan, rules.hints),
    repeats: new Repeats(keyOf(file, rules)),
    digest: new BatchDigest(rules.again),
    tally: new Tally(rules),
    mends: new Map(),
  };
  const judge = rowJudge(plan, rules);
  const onTotal = (row: TableRow) => {
    pass.evidence.noteTotal(row);
    pass.control.declare(row.line, declaredSum(row, plan));
  };
  for await (const readings of readingsOf(file, plan, rules, onTotal)) {
    for (const reading of readings) {
      pass.evidence.note(reading.row);
      pass.second.note(reading.row);
      pass.parted.note(reading.row);
      pass.control.add(reading.signedCents);
      pass.repeats.note(reading);
      pass.digest.add(reading.said);
      pass.tally.add(judge(reading, guess));
      noteMark(reading.row.batch, pass.mends);
    }
  }
  return pass;
}

function noteMark(cell: string, mends: Map<string, string>): void {
  if (cell === '' || mends.size === mostMended) return;
  const mark = readMark(cell);
  if (mark !== undefined) mends.set(mark.batch, JSON.stringify(mark.before));
}

/** Rows of batches that were read in different ways cannot be read in one. */
function readOtherwise({ mends }: Pass): readonly Failure[] {
  if (new Set(mends.values()).size < 2) return [];
  const detail = 'Its rows come of batches that were read in different ways: hand them in apart.';
  return [{ code: 'amount_unit_unclear', field: 'batch', detail }];
}

/** Known only when the file is made and handed in. */
function keyOf({ bytesDigest = '' }: TableFile, { now }: Rules): string {
  return `${bytesDigest} ${now}`;
}

/** Whether rows without a client reference go by their end-to-end id. */
async function isReference(file: TableFile, plan: Plan, rules: Rules, repeats: Repeats): Promise<boolean> {
  if (repeats.unnamed === 0 || !repeats.endToEndFits) return false;
  // The ids of rows that have a reference as well were not held against each other.
  return repeats.named === 0 || endToEndIdsAreUnique(file, plan, rules);
}

async function endToEndIdsAreUnique(file: TableFile, plan: Plan, rules: Rules): Promise<boolean> {
  const ids = new Sightings(keyOf(file, rules));
  for await (const readings of readingsOf(file, plan, rules)) {
    for (const { endToEndId, row } of readings) {
      if (endToEndId !== '' && ids.sight(endToEndId, row.line) !== 0) return false;
    }
  }
  return true;
}

async function tallyAgain(file: TableFile, plan: Plan, rules: Rules, facts: Facts): Promise<Tally> {
  const tally = new Tally(rules);
  const judge = rowJudge(plan, rules);
  for await (const readings of readingsOf(file, plan, rules)) {
    for (const reading of readings) tally.add(judge(reading, facts));
  }
  return tally;
}
