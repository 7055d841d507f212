import { AppError, type Failure, fail } from '../../domain/failure.ts';
import { ForgivenCount } from '../../domain/forgiven.ts';
import type { Plan } from '../../domain/plan.ts';
import type { TableFile } from '../../domain/table.ts';
import { BatchDigest, batchIdLength } from '../rows/batch-digest.ts';
import { ControlSum } from '../rows/control-sum.ts';
import { CurrencyWatch } from '../rows/currency-column.ts';
import { Evidence } from '../rows/evidence.ts';
import { type Facts, rowJudge } from '../rows/judge-row.ts';
import { PartedAmounts } from '../rows/parted-amounts.ts';
import { readingsOf, type SkippedLine } from '../rows/pass.ts';
import type { Reading, Rules } from '../rows/reading.ts';
import { RemarkColumns } from '../rows/remarks.ts';
import { choiceText, SelectedValues } from '../rows/row-selection.ts';
import type { TableRow } from '../rows/table-rows.ts';
import { Tally, type Totals } from '../rows/tally.ts';
import { declaredSum, isOnlyAmount, isSubTotal, mayBeTotal } from '../rows/total-line.ts';
import { understand } from '../understand.ts';
import { type Understood, understoodAs } from '../understood.ts';
import { conclude } from './conclude.ts';
import { Corrections } from './corrections.ts';
import { NorthernNames } from './northern-names.ts';
import { isReference, keyOf } from './reference-column.ts';
import { Repeats } from './repeats.ts';
import { SecondHeader } from './second-header.ts';
import { UnusedColumns } from './unused-columns.ts';

/** The result of reading the whole file; nothing is written anywhere. */
export interface Survey extends Facts, Totals {
  /** How the file was read; by the same plan it gives the same rows. */
  readonly plan: Plan;
  /** SHA-256 of the rows' content, in hexadecimal; the batch id is made from its beginning. */
  readonly digest: string;
  /** Batches whose rejected rows come back in this file, at most 20. */
  readonly corrections: readonly string[];
  /** Why the whole file is refused although its rows could be read. */
  readonly refusals: readonly Failure[];
  /** The file or a person declared a sum; if it is not met, that is a refusal. */
  readonly hasTotals: boolean;
  /** How the file was understood and why, for display; absent where a stored plan was used. */
  readonly understood?: Understood;
}

/** Facts assumed in the first pass. They are right for nearly every file; otherwise its rows are tallied again. */
const guess: Facts = {
  batch: '0'.repeat(batchIdLength),
  list: '0'.repeat(batchIdLength),
  endToEndIsReference: true,
  repeated: new Map(),
  duplicates: new Map(),
};

/**
 * The first pass: judges every row in bounded memory and writes nothing. The notation of amounts, dates and names is
 * guessed from the first rows; the file is read again if the whole of it proves another one, or if references or
 * payments repeat. With `storedPlan`, that plan is used whatever the rows prove. Throws an AppError with everything
 * that is wrong with the header, or `file_without_rows`.
 */
export async function survey(file: TableFile, rules: Rules, storedPlan?: Plan): Promise<Survey> {
  const { plan, pass, refusals, understood } =
    storedPlan === undefined ? await readThrough(file, rules) : await readAsBefore(file, storedPlan, rules);
  const { repeats } = pass;
  const { repeated, duplicates } = repeats;
  const endToEndIsReference = await isReference(file, plan, rules, repeats);
  if (pass.tally.rows === 0) throw fail('file_without_rows');
  const { batch, list, digest } = pass.digest.finish(choiceText(plan));
  const facts: Facts = { batch, list, endToEndIsReference, repeated, duplicates };
  const isGuessed = endToEndIsReference || repeats.withEndToEndId === 0;
  const isExact = isGuessed && repeated.size === 0 && duplicates.size === 0;
  const tally = isExact ? pass.tally : await tallyAgain(file, plan, rules, facts);
  return {
    ...facts,
    digest,
    plan,
    corrections: pass.corrections.batches,
    refusals,
    hasTotals: pass.control.isDeclared || rules.hints.expectSumCents !== undefined,
    ...(understood && { understood }),
    ...tally.totals(),
  };
}

interface ReadThrough {
  readonly plan: Plan;
  readonly pass: Pass;
  readonly refusals: readonly Failure[];
  readonly understood?: Understood;
}

async function readAsBefore(file: TableFile, plan: Plan, rules: Rules): Promise<ReadThrough> {
  return { plan, pass: await passOver(file, plan, rules, false), refusals: [] };
}

/** Reads the file until the plan fits what all rows prove: once for nearly every file. */
async function readThrough(file: TableFile, rules: Rules): Promise<ReadThrough> {
  const { plan: guessed, columns } = await understand(file, rules);
  const observers = [
    new UnusedColumns(columns, guessed),
    new CurrencyWatch(guessed.header, columns.noCurrency),
    new NorthernNames(guessed),
  ];
  const first = await passOver(file, guessed, rules, true, observers);
  const all = first.tally.totals();
  const misuses = first.selected.misuses(guessed.header, all, rules.hints.isStanding === true);
  if (misuses.length > 0) throw new AppError(misuses);
  const concluded = conclude(guessed, first.evidence, first.control, rules.hints, first.corrections.before);
  const remarks = first.remarks.positions;
  const isAsRead =
    concluded.isAsGuessed && remarks.length === guessed.remarks?.length && !hasAmbiguousRows(first.tally);
  let plan: Plan = { ...concluded.plan, remarks };
  let pass = isAsRead ? first : await passOver(file, plan, rules, true);
  if (pass.totalLines.length > 0 || pass.evidence.hasOnlyAmounts) {
    plan = { ...plan, totalLines: pass.totalLines };
    pass = await passOver(file, plan, rules, false);
  }
  return {
    plan,
    pass,
    refusals: [
      // Cells split by a comma would look like other sums.
      ...(pass.parted.failures.length > 0 ? [] : observers.flatMap((observer) => observer.failures)),
      ...nothingToPay(pass),
      ...pass.second.failures,
      ...pass.parted.failures,
      // Sums say nothing for rows that cannot be read as before.
      ...(pass.corrections.refusals.length > 0
        ? pass.corrections.refusals
        : [...concluded.refusals, ...pass.control.differences(rules.hints)]),
    ],
    understood: understoodAs(plan, columns, pass.evidence, pass.forgiven.lines),
  };
}

/**
 * Whether rows are held as ambiguous: their failures cite the evidence of the column, which is complete only after
 * the whole file.
 */
function hasAmbiguousRows({ failureCounts }: Tally): boolean {
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
  readonly corrections: Corrections;
  readonly remarks: RemarkColumns;
  readonly selected: SelectedValues;
  /** Lines without an unmistakable word for a total that are the sum of the rows above. */
  readonly totalLines: number[];
  /** Flaws of lines that left only one reading. */
  readonly forgiven: ForgivenCount;
}

/** A list has few; further ones are judged as rows. */
const mostTotalLines = 100;

async function passOver(
  file: TableFile,
  plan: Plan,
  rules: Rules,
  findsTotals: boolean,
  observers: readonly { note(reading: Reading): void }[] = [],
): Promise<Pass> {
  const pass: Pass = {
    evidence: new Evidence(plan),
    control: new ControlSum(),
    second: new SecondHeader(plan, rules),
    parted: new PartedAmounts(plan, rules.hints),
    repeats: new Repeats(keyOf(file, rules)),
    digest: new BatchDigest(rules.again),
    tally: new Tally(rules),
    corrections: new Corrections(plan),
    remarks: new RemarkColumns(plan),
    selected: new SelectedValues(plan.only),
    totalLines: [],
    forgiven: new ForgivenCount(),
  };
  const judge = rowJudge(plan, rules);
  const onTotal = (row: TableRow) => {
    pass.evidence.noteTotal(row);
    pass.control.declare(row.line, declaredSum(row, plan));
  };
  const onSkipped = ({ row, kind }: SkippedLine) => {
    if (kind === 'total') onTotal(row);
    else pass.forgiven.add(kind, row.line);
  };
  for await (const readings of readingsOf(file, plan, rules, onSkipped)) {
    for (const reading of readings) {
      if (findsTotals && isTotal(reading, plan, pass)) {
        pass.totalLines.push(reading.row.line);
        onTotal(reading.row);
        continue;
      }
      pass.evidence.note(reading.row);
      for (const observer of observers) observer.note(reading);
      pass.forgiven.addAll(reading.row);
      pass.remarks.note(reading.row.cells);
      pass.selected.note(reading.row.cells);
      pass.second.note(reading.row);
      pass.parted.note(reading.row);
      pass.control.add(reading.signedCents, reading.isLeftOut);
      pass.repeats.note(reading);
      pass.digest.add(reading.digestText);
      pass.tally.add(judge(reading, guess), reading);
      pass.corrections.note(reading.row);
    }
  }
  return pass;
}

/**
 * Whether a row is the sum of the rows above, and either holds only an amount where others hold more, or has a word
 * that a total may have.
 */
function isTotal(
  { row, signedCents }: Reading,
  plan: Plan,
  { evidence, control, totalLines }: Pass,
): boolean {
  if (totalLines.length === mostTotalLines) return false;
  const isBare = isOnlyAmount(row, plan) && !row.wasOnlyAmount && evidence.hasOthers;
  if (isBare) return control.isSum(signedCents);
  // A single row with the same amount above it proves nothing.
  return mayBeTotal(row, plan) && control.isSum(signedCents, isSubTotal(row) ? 1 : 2);
}

/** One failure for a file of payments already made, instead of one per row. */
function nothingToPay({ tally }: Pass): readonly Failure[] {
  const isAll = tally.rows > 1 && tally.failureCounts.get('amount_not_positive') === tally.rows;
  return isAll ? [{ code: 'amounts_not_positive', field: 'amount' }] : [];
}

async function tallyAgain(file: TableFile, plan: Plan, rules: Rules, facts: Facts): Promise<Tally> {
  const tally = new Tally(rules);
  const judge = rowJudge(plan, rules);
  for await (const readings of readingsOf(file, plan, rules)) {
    for (const reading of readings) tally.add(judge(reading, facts), reading);
  }
  return tally;
}
