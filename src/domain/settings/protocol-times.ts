import { type Message, message } from '../../i18n/messages.ts';
import { AppError, type Failure } from '../failure.ts';

/** The times that the protocol for sending an entry depends on, in milliseconds. */
export interface ProtocolTimes {
  /** A claim may be sent until this long after the worker asked for it (H). */
  readonly useByMs: number;
  /** How far ahead a permit may be reserved, and how long connecting may take: together within H. */
  readonly reservationMs: number;
  readonly connectMs: number;
  /** One call, from the first byte to the last (T). */
  readonly timeoutMs: number;
  /** After this a claim without an answer is doubtful. */
  readonly leaseMs: number;
  /** How late the provider may still create a link that was sent (L), and how late it may list a link that it created (D). */
  readonly lateCommitMs: number;
  readonly listingDelayMs: number;
  readonly clockErrorMs: number;
  /** A live worker renews its lock on a job within this time; no other worker takes the job before. */
  readonly jobLockMs: number;
  /** How often workers look for jobs of dead workers. */
  readonly stallCheckMs: number;
  /** A worker that gets no answer from its ledger for this long exits, so that its supervisor restarts it. */
  readonly ledgerSilenceMs: number;
  /** A listing that begins this long after a send and does not show the link proves that none was created (P); derived, never set. */
  readonly provenAbsentAfterMs: number;
}

const leaseMarginMs = 5000;

/** Other workers take over the unclaimed rows of a dead worker within this time. */
const takeOverMs = 10_000;

/** All times, from the three that can be set. */
export function protocolTimes(set: {
  readonly timeoutMs: number;
  readonly lateCommitMs: number;
  readonly listingDelayMs: number;
}): ProtocolTimes {
  const useByMs = 3000;
  const clockErrorMs = 2000;
  return {
    ...set,
    useByMs,
    reservationMs: 500,
    connectMs: 2000,
    leaseMs: useByMs + set.timeoutMs + leaseMarginMs,
    // A check sees a lost lock at the earliest one lock time after the last renewal, and every second check may be skipped (a worker's
    // own timer fires just before the mark of the last check expires). A job that runs twice does no harm, so the lock can be short.
    jobLockMs: 4000,
    stallCheckMs: 2000,
    ledgerSilenceMs: 60_000,
    clockErrorMs,
    provenAbsentAfterMs: useByMs + set.lateCommitMs + set.listingDelayMs + clockErrorMs,
  };
}

/** Throws an AppError where the times contradict each other, with one failure for each broken inequality. */
export function refuseBrokenTimes(times: ProtocolTimes): void {
  const { useByMs, timeoutMs, lateCommitMs, listingDelayMs, clockErrorMs } = times;
  const inequalities: [boolean, Message][] = [
    [times.reservationMs + times.connectMs <= useByMs, message('times_reservation', {})],
    [times.leaseMs >= useByMs + timeoutMs + leaseMarginMs, message('times_lease', {})],
    [times.jobLockMs + 3 * times.stallCheckMs <= takeOverMs, message('times_job_lock', {})],
    [
      times.stallCheckMs < times.jobLockMs && times.jobLockMs < times.ledgerSilenceMs,
      message('times_stall_check', {}),
    ],
    [
      times.provenAbsentAfterMs === useByMs + lateCommitMs + listingDelayMs + clockErrorMs,
      message('times_absence', {}),
    ],
  ];
  const wrong = inequalities
    .filter(([holds]) => !holds)
    .map(([, broken]): Failure => ({ code: 'settings_wrong', details: [broken] }));
  if (wrong.length > 0) throw new AppError(wrong);
}
