import { z } from 'zod';
import { type Message, messageSchema, messageSchemaOf } from '../i18n/messages.ts';
import { batchOptionsSchema } from './batch.ts';
import { localMoment } from './dates/zone-time.ts';
import type { FailureCode } from './failure.ts';
import { hintsSchema } from './hints.ts';
import type { Immutable } from './immutable.ts';

/** What went wrong at one step of a run; `about` names the step. */
export type FileError = Message<'obstacle'>;

/** What a person would decide, decided beforehand. */
export const schedulePolicySchema = z.object({
  /** Send the good rows of a file that has rejected ones; else such a file is refused whole. */
  skipRejected: z.boolean(),
  /** Of all files of one local date. */
  maxRows: z.number().exactOptional(),
  maxSumCents: z.number().exactOptional(),
  /** A file must declare its total. */
  requireTotals: z.boolean(),
  /** Nobody is notified where there is no file. */
  fileOptional: z.boolean(),
  /** Names end in numbers without gaps. */
  numbered: z.boolean(),
  /** Failed rows of the last seven days, where waiting helps, are sent again. */
  retryFailed: z.boolean(),
  /** A file whose size and time of change stood still for so long is complete. */
  stableForMs: z.number(),
  /** Instead: a file is complete once one of its name and this ending is there. */
  marker: z.string().exactOptional(),
  /** The exporter writes no line end at the end. */
  allowOpenEnd: z.boolean(),
  /** So long after the run files are waited for. */
  waitMs: z.number(),
});

export type SchedulePolicy = Immutable<z.infer<typeof schedulePolicySchema>>;

/** What its files are judged by, as a person chose it when the schedule was added: the same on every machine. */
const scheduledRulesSchema = z.object({
  options: batchOptionsSchema,
  hints: hintsSchema,
  /** The mapping of the header line stands as a person gave it last. */
  isMappedAsLast: z.boolean(),
  amountMaxCents: z.number(),
  again: z.string().exactOptional(),
});

export type ScheduledRules = Immutable<z.infer<typeof scheduledRulesSchema>>;

/** When an inbox is looked at, and what becomes of the files in it; stored so. */
export const scheduleSchema = z.object({
  /** Letters, digits, `-` and `_`, at most 40; the client's own name for it. */
  name: z.string(),
  /** Five fields, or six with seconds first. */
  cron: z.string(),
  /** Zone of the IANA list in which the cron is meant. */
  timeZone: z.string(),
  /** Absolute path of the folder. */
  inbox: z.string(),
  /** Absolute path of the folder that files and their answers are put into; absent: the inbox itself. */
  answers: z.string().exactOptional(),
  /** Names of the files that are meant; `*` and `?` stand for other characters. */
  pattern: z.string(),
  /** Milliseconds of the ledger's clock; runs after it count. */
  addedAt: z.number(),
  addedBy: z.string(),
  rules: scheduledRulesSchema,
  policy: schedulePolicySchema,
});

export type Schedule = Immutable<z.infer<typeof scheduleSchema>>;

const knownFileSchema = z.object({
  name: z.string(),
  /** Size and time of change: the very file is known again by it. */
  stamp: z.string(),
});

/** How often each code of a failure was met; codes of another version count as well. */
const codeCountsSchema = z.custom<CodeCounts>(
  (counts) => z.record(z.string(), z.number()).safeParse(counts).success,
);

/** A file that a run has looked at. */
const runFileSchema = z.object({
  ...knownFileSchema.shape,
  /** What is done with it; `repeated`: its content was handed in before; `left`: it stays in the inbox. */
  kind: z.enum(['submitted', 'repeated', 'refused', 'left']),
  /** How far that is: begun, in the ledger, moved, answered beside. */
  stage: z.enum(['taking', 'taken', 'moved', 'answered']),
  /** The file that vouches for it, where the schedule wants one. */
  marker: knownFileSchema.exactOptional(),
  batch: z.string().exactOptional(),
  /** What a submitted one takes from the ceilings of its night; 0 for others. */
  rows: z.number(),
  amountCents: z.number(),
  /** Below the folder for answers. */
  place: z.string().exactOptional(),
  /** Of its report or list of failures, beside it. */
  answer: z.string().exactOptional(),
  /** Of its rows to be mended, below the folder for answers. */
  toCorrect: z.string().exactOptional(),
  /** Why it was refused or left, and why rows were rejected. */
  failures: codeCountsSchema,
  remarks: z.array(messageSchema).exactOptional(),
});

export type RunFile = Immutable<z.infer<typeof runFileSchema>>;

/** How often each code was met. */
export type CodeCounts = { readonly [code in FailureCode]?: number };

/** An earlier batch of the schedule, whose failed rows are sent again. */
const retriedBatchSchema = z.object({
  batch: z.string(),
  rows: z.number(),
  /** The file in its place below the folder for answers, whose report is written anew. */
  place: z.string(),
  answer: z.string(),
  isAnswered: z.boolean(),
});

export type RetriedBatch = Immutable<z.infer<typeof retriedBatchSchema>>;

/**
 * One time of a schedule, and what came of it, as it is stored behind its revision. `open`: the inbox is looked at; `working`: its batches
 * are under way; `closed`: people were notified; `missed`: nobody opened it, a later one takes its files.
 */
export const runSchema = z.object({
  schedule: scheduleSchema,
  /** Milliseconds since 1970; with the schedule's name it identifies the run. */
  at: z.number(),
  state: z.enum(['open', 'working', 'closed', 'missed']),
  openedAt: z.number(),
  closedAt: z.number().exactOptional(),
  /** A machine has reached its inbox. */
  isReached: z.literal(true).exactOptional(),
  /** Who ran it by hand. */
  by: z.string().exactOptional(),
  /** Earlier runs that nobody opened. */
  missed: z.number(),
  files: z.array(runFileSchema),
  retried: z.array(retriedBatchSchema),
  /** The last number of the names up to now. */
  lastNumber: z.number().exactOptional(),
  /** Numbers that its names skip, the first twenty. */
  missingNumbers: z.array(z.number()).exactOptional(),
  /** Files of earlier runs that are still in the inbox, since they cannot be removed: they are not taken again. */
  stays: z.array(knownFileSchema).exactOptional(),
  /** What stands in its way: the step, and what went wrong. */
  why: messageSchemaOf('obstacle').exactOptional(),
  /** A person closed it before its end. */
  ended: z.object({ by: z.string(), why: z.string() }).exactOptional(),
  /** Notices that were posted. */
  notified: z.array(z.string()),
});

/** A run with its revision, which moves with each change, so that only one of two writers succeeds. */
export type ScheduledRun = Immutable<z.infer<typeof runSchema>> & { readonly revision: number };

/** Below which folder files and answers have their places. */
export function answersOf({ inbox, answers }: Schedule): string {
  return answers ?? inbox;
}

/** A run is told by it in notices and to people. */
export function runKey({ schedule, at }: Pick<ScheduledRun, 'schedule' | 'at'>): string {
  return `${schedule.name}:${at}`;
}

/** What a person may call a run: its time in UTC, then in its zone, with and without the zone. */
export function runNames({ schedule: { timeZone }, at }: Pick<ScheduledRun, 'schedule' | 'at'>): string[] {
  const local = localMoment(at, timeZone);
  return [new Date(at).toISOString(), local, local.slice(0, -timeZone.length - 1)];
}

/** The run with this file as it stands now. */
export function withFile(run: ScheduledRun, file: RunFile): ScheduledRun {
  const isIt = ({ name, stamp }: RunFile) => name === file.name && stamp === file.stamp;
  const files = run.files.map((one) => (isIt(one) ? file : one));
  return { ...run, files: run.files.some(isIt) ? files : [...files, file] };
}

/** Counts of several as one. */
export function addCodes(...counts: readonly CodeCounts[]): CodeCounts {
  const sum: { [code in FailureCode]?: number } = {};
  for (const one of counts)
    for (const [code, times] of Object.entries(one) as [FailureCode, number][])
      sum[code] = (sum[code] ?? 0) + times;
  return sum;
}
