import type { Message } from '../i18n/messages.ts';
import type { BatchOptions } from './batch.ts';
import type { FailureCode } from './failure.ts';
import type { Hints } from './hints.ts';
import { localMoment } from './zone-time.ts';

/** What went wrong at one step of a slot; `about` names the step. */
export type Obstacle = Message<'obstacle'>;

/** When an inbox is looked at, and what becomes of the files in it. */
export interface Schedule {
  /** Letters, digits, `-` and `_`, at most 40; the client's own name for it. */
  readonly name: string;
  /** Five fields, or six with seconds first. */
  readonly cron: string;
  /** Zone of the IANA list in which the cron is meant. */
  readonly timeZone: string;
  /** Absolute path of the folder. */
  readonly inbox: string;
  /** Absolute path of the folder that files and their answers are put into; absent: the inbox itself. */
  readonly answers?: string;
  /** Names of the files that are meant; `*` and `?` stand for other characters. */
  readonly pattern: string;
  /** Milliseconds of the ledger's clock; slots after it count. */
  readonly addedAt: number;
  readonly addedBy: string;
  readonly rules: ScheduledRules;
  readonly policy: NightPolicy;
}

/** What its files are judged by, as it was said when the schedule was added: the same on every machine. */
export interface ScheduledRules {
  readonly options: BatchOptions;
  readonly hints: Hints;
  /** The mapping of the header line stands as a person gave it last. */
  readonly isMappedAsLast: boolean;
  readonly amountMaxCents: number;
  readonly again?: string;
}

/** What a person would decide, decided beforehand. */
export interface NightPolicy {
  /** Send the good rows of a file that has rejected ones; else such a file is refused whole. */
  readonly skipRejected: boolean;
  /** Of all files of one local date. */
  readonly maxRows?: number;
  readonly maxSumCents?: number;
  /** A file must declare its total. */
  readonly requireTotals: boolean;
  /** No file is nothing to be told of. */
  readonly fileOptional: boolean;
  /** Names end in numbers without gaps. */
  readonly numbered: boolean;
  /** Failed rows of the last seven days, where waiting helps, are given back. */
  readonly retryFailed: boolean;
  /** A file whose size and time of change stood still for so long is complete. */
  readonly stableForMs: number;
  /** Instead: a file is complete once one of its name and this ending is there. */
  readonly marker?: string;
  /** The exporter writes no line end at the end. */
  readonly allowOpenEnd: boolean;
  /** So long after the slot files are waited for. */
  readonly waitMs: number;
}

/**
 * One time of a schedule, and what came of it. `open`: the inbox is looked at; `working`: its batches are under way; `closed`: told;
 * `missed`: nobody opened it, a later one takes its files.
 */
export interface Slot {
  readonly schedule: Schedule;
  /** Milliseconds since 1970; with the schedule's name it says which slot is meant. */
  readonly at: number;
  readonly state: 'open' | 'working' | 'closed' | 'missed';
  /** Moves with each change, so that of two writers one is told. */
  readonly revision: number;
  readonly openedAt: number;
  readonly closedAt?: number;
  /** A machine has reached its inbox. */
  readonly isReached?: true;
  /** Who ran it by hand. */
  readonly by?: string;
  /** Earlier slots that nobody opened. */
  readonly missed: number;
  readonly files: readonly SlotFile[];
  readonly retried: readonly RetriedBatch[];
  /** The last number of the names up to now. */
  readonly lastNumber?: number;
  /** Numbers that its names skip, the first twenty. */
  readonly missingNumbers?: readonly number[];
  /** Files of earlier slots that are still in the inbox, since they cannot be removed: they are not taken again. */
  readonly stays?: readonly Pick<SlotFile, 'name' | 'stamp'>[];
  /** What stands in its way: the step, and what went wrong. */
  readonly why?: Obstacle;
  /** A person closed it before its end. */
  readonly ended?: { readonly by: string; readonly why: string };
  /** Notices that were posted. */
  readonly told: readonly string[];
}

/** A file that a slot has looked at. */
export interface SlotFile {
  readonly name: string;
  /** Size and time of change: the very file is known again by it. */
  readonly stamp: string;
  /** What is done with it; `repeated`: its content was handed in before; `left`: it stays in the inbox. */
  readonly kind: 'submitted' | 'repeated' | 'refused' | 'left';
  /** How far that is: begun, in the ledger, moved, answered beside. */
  readonly stage: 'taking' | 'taken' | 'moved' | 'answered';
  /** The file that vouches for it, where the schedule wants one. */
  readonly marker?: Pick<SlotFile, 'name' | 'stamp'>;
  readonly batch?: string;
  /** What a submitted one takes from the ceilings of its night; 0 for others. */
  readonly rows: number;
  readonly amountCents: number;
  /** Below the folder for answers. */
  readonly place?: string;
  /** Of its report or list of failures, beside it. */
  readonly answer?: string;
  /** Of its rows to be mended, below the folder for answers. */
  readonly toMend?: string;
  /** Why it was refused or left, and why rows were rejected: how often each code. */
  readonly failures: CodeCounts;
  readonly remarks?: readonly Message[];
}

/** How often each code was met. */
export type CodeCounts = { readonly [code in FailureCode]?: number };

/** An earlier batch of the schedule, whose failed rows were given back. */
export interface RetriedBatch {
  readonly batch: string;
  readonly rows: number;
  /** The file in its place below the folder for answers, whose report is written anew. */
  readonly place: string;
  readonly answer: string;
  readonly isAnswered: boolean;
}

/** Below which folder files and answers have their places. */
export function answersOf({ inbox, answers }: Schedule): string {
  return answers ?? inbox;
}

/** A slot is told by it in notices and to people. */
export function slotKey({ schedule, at }: Pick<Slot, 'schedule' | 'at'>): string {
  return `${schedule.name}:${at}`;
}

/** What a person may call a slot: its time in UTC, then in its zone, with and without the zone. */
export function slotNames({ schedule: { timeZone }, at }: Pick<Slot, 'schedule' | 'at'>): string[] {
  const local = localMoment(at, timeZone);
  return [new Date(at).toISOString(), local, local.slice(0, -timeZone.length - 1)];
}

/** The slot with this file as it stands now. */
export function withFile(slot: Slot, file: SlotFile): Slot {
  const isIt = ({ name, stamp }: SlotFile) => name === file.name && stamp === file.stamp;
  const files = slot.files.map((one) => (isIt(one) ? file : one));
  return { ...slot, files: slot.files.some(isIt) ? files : [...files, file] };
}

/** Counts of several as one. */
export function addCodes(...counts: readonly CodeCounts[]): CodeCounts {
  const sum: { [code in FailureCode]?: number } = {};
  for (const one of counts)
    for (const [code, times] of Object.entries(one) as [FailureCode, number][])
      sum[code] = (sum[code] ?? 0) + times;
  return sum;
}
