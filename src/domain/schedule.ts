import { z } from 'zod';
import { type Message, messageSchema, messageSchemaOf } from '../i18n/messages.ts';
import { batchOptionsSchema } from './batch.ts';
import { localMoment } from './dates/zone-time.ts';
import type { FailureCode } from './failure.ts';
import { hintsSchema } from './hints.ts';
import type { Immutable } from './immutable.ts';

/** An error at one step of a run; `about` names the step. */
export type FileError = Message<'obstacle'>;

/** Decisions that a person makes in advance for all runs of a schedule. */
export const schedulePolicySchema = z.object({
  /** Send the good rows of a file that has rejected ones; else such a file is refused whole. */
  skipRejected: z.boolean(),
  /** Ceilings for all files of one local date together. */
  maxRows: z.number().exactOptional(),
  maxSumCents: z.number().exactOptional(),
  /** A file must declare its total. */
  requireTotals: z.boolean(),
  /** No notice is posted where there is no file. */
  fileOptional: z.boolean(),
  /** The names of the files end in consecutive numbers; gaps are notified. */
  numbered: z.boolean(),
  /** Failed rows of the last seven days are sent again where waiting helps. */
  retryFailed: z.boolean(),
  /** A file is complete once its size and modification time have not changed for this long. */
  stableForMs: z.number(),
  /** Instead of `stableForMs`: a file is complete once a file with its name and this ending exists. */
  marker: z.string().exactOptional(),
  /** The last line may have no line end: the exporter writes none. */
  allowOpenEnd: z.boolean(),
  /** How long after its time a run waits for files. */
  waitMs: z.number(),
});

export type SchedulePolicy = Immutable<z.infer<typeof schedulePolicySchema>>;

/** The rules for the files of a schedule, as a person chose them when adding it: the same on every machine. */
const scheduledRulesSchema = z.object({
  options: batchOptionsSchema,
  hints: hintsSchema,
  /** The last mapping that a person gave for the header line applies. */
  isMappedAsLast: z.boolean(),
  amountMaxCents: z.number(),
  again: z.string().exactOptional(),
});

export type ScheduledRules = Immutable<z.infer<typeof scheduledRulesSchema>>;

/** When runs read an inbox, and how they treat its files; stored in this form. */
export const scheduleSchema = z.object({
  /** The client's own name for the schedule: letters, digits, `-` and `_`, at most 40. */
  name: z.string(),
  /** Five fields, or six with seconds first. */
  cron: z.string(),
  /** IANA zone of the cron. */
  timeZone: z.string(),
  /** Absolute path of the folder. */
  inbox: z.string(),
  /** Absolute path of the folder for processed files and their answers; absent: the inbox itself. */
  answers: z.string().exactOptional(),
  /** Pattern for the names of the files: `*` stands for any characters, `?` for one. */
  pattern: z.string(),
  /** Milliseconds of the ledger's clock; only later times have runs. */
  addedAt: z.number(),
  addedBy: z.string(),
  rules: scheduledRulesSchema,
  policy: schedulePolicySchema,
});

export type Schedule = Immutable<z.infer<typeof scheduleSchema>>;

const knownFileSchema = z.object({
  name: z.string(),
  /** Size and modification time, which identify the same file again. */
  stamp: z.string(),
});

/** How often each failure code occurred; accepts codes of other versions as well. */
const codeCountsSchema = z.custom<CodeCounts>(
  (counts) => z.record(z.string(), z.number()).safeParse(counts).success,
);

/** A file that a run found. */
const runFileSchema = z.object({
  ...knownFileSchema.shape,
  /** What the run does with it; `repeated`: its content was submitted before; `left`: it stays in the inbox. */
  kind: z.enum(['submitted', 'repeated', 'refused', 'left']),
  /** Progress: `taking` begun, `taken` in the ledger, `moved` out of the inbox, `answered` by a file beside it. */
  stage: z.enum(['taking', 'taken', 'moved', 'answered']),
  /** The file that marks it as complete, where the schedule requires one. */
  marker: knownFileSchema.exactOptional(),
  batch: z.string().exactOptional(),
  /** What a submitted file uses of the ceilings of its date; 0 for other files. */
  rows: z.number(),
  amountCents: z.number(),
  /** Path below the folder for answers. */
  place: z.string().exactOptional(),
  /** Name of its report or list of failures, beside it. */
  answer: z.string().exactOptional(),
  /** Path of the file of its rows to correct, below the folder for answers. */
  toCorrect: z.string().exactOptional(),
  /** Why the file was refused or left, and why rows were rejected. */
  failures: codeCountsSchema,
  remarks: z.array(messageSchema).exactOptional(),
});

export type RunFile = Immutable<z.infer<typeof runFileSchema>>;

/** How often each code occurred. */
export type CodeCounts = { readonly [code in FailureCode]?: number };

/** An earlier batch of the schedule whose failed rows are sent again. */
const retriedBatchSchema = z.object({
  batch: z.string(),
  rows: z.number(),
  /** Path of its file below the folder for answers; the report beside it is written again. */
  place: z.string(),
  answer: z.string(),
  isAnswered: z.boolean(),
});

export type RetriedBatch = Immutable<z.infer<typeof retriedBatchSchema>>;

/**
 * One run of a schedule and its result; stored in this form after its revision. `open`: the run reads the inbox; `working`: its batches are
 * being sent; `closed`: people were notified; `missed`: no worker opened it, a later run takes its files.
 */
export const runSchema = z.object({
  schedule: scheduleSchema,
  /** Milliseconds since 1970; with the schedule's name it identifies the run. */
  at: z.number(),
  state: z.enum(['open', 'working', 'closed', 'missed']),
  openedAt: z.number(),
  closedAt: z.number().exactOptional(),
  /** A machine could reach its inbox. */
  isReached: z.literal(true).exactOptional(),
  /** The person who started it by hand. */
  by: z.string().exactOptional(),
  /** Number of earlier runs that no worker opened. */
  missed: z.number(),
  files: z.array(runFileSchema),
  retried: z.array(retriedBatchSchema),
  /** The highest number in the names so far. */
  lastNumber: z.number().exactOptional(),
  /** The first twenty numbers that its names skip. */
  missingNumbers: z.array(z.number()).exactOptional(),
  /** Files of earlier runs that are still in the inbox because they cannot be removed: they are not taken again. */
  stays: z.array(knownFileSchema).exactOptional(),
  /** What prevents the run: the step, and its error. */
  why: messageSchemaOf('obstacle').exactOptional(),
  /** A person closed it before its end. */
  ended: z.object({ by: z.string(), why: z.string() }).exactOptional(),
  /** Kinds of notices that were posted about it. */
  notified: z.array(z.string()),
});

/** A run with its revision, which increases with each change, so that only one of two concurrent writers succeeds. */
export type ScheduledRun = Immutable<z.infer<typeof runSchema>> & { readonly revision: number };

/** The folder for processed files and their answers. */
export function answersOf({ inbox, answers }: Schedule): string {
  return answers ?? inbox;
}

/** The id of a run in notices. */
export function runKey({ schedule, at }: Pick<ScheduledRun, 'schedule' | 'at'>): string {
  return `${schedule.name}:${at}`;
}

/** The names by which a person may refer to a run: its time in UTC, and in its zone, with and without the zone's name. */
export function runNames({ schedule: { timeZone }, at }: Pick<ScheduledRun, 'schedule' | 'at'>): string[] {
  const local = localMoment(at, timeZone);
  return [new Date(at).toISOString(), local, local.slice(0, -timeZone.length - 1)];
}

/** The run with this file added, or replaced where the run has it already. */
export function withFile(run: ScheduledRun, file: RunFile): ScheduledRun {
  const isIt = ({ name, stamp }: RunFile) => name === file.name && stamp === file.stamp;
  const files = run.files.map((one) => (isIt(one) ? file : one));
  return { ...run, files: run.files.some(isIt) ? files : [...files, file] };
}

/** The sum of several counts. */
export function addCodes(...counts: readonly CodeCounts[]): CodeCounts {
  const sum: { [code in FailureCode]?: number } = {};
  for (const one of counts)
    for (const [code, times] of Object.entries(one) as [FailureCode, number][])
      sum[code] = (sum[code] ?? 0) + times;
  return sum;
}
