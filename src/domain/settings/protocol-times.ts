import { type Message, message } from '../../i18n/messages.ts';
import { AppError, type Failure } from '../failure.ts';

/** The times that the protocol of an entry's life rests on, in milliseconds. */
export interface ProtocolTimes {
  /** A claim may be sent until this long after the worker asked for it (H). */
  readonly useByMs: number;
  /** The most that a permit is reserved ahead, and the most that connecting may take: both within H. */
  readonly reservationMs: number;
  readonly connectMs: number;
  /** One call, from the first byte to the last (T). */
  readonly timeoutMs: number;
  /** After this a claim without an answer is doubtful. */
  readonly leaseMs: number;
  /** How late the provider may still make what was sent (L), and show what it made (D). */
  readonly lateCommitMs: number;
  readonly listingDelayMs: number;
  readonly clockErrorMs: number;
  /** A worker that lives renews its hold on a job within this; nobody else takes the job before. */
  readonly jobLockMs: number;
  /** How often jobs of dead workers are looked for. */
  readonly stallCheckMs: number;
  /** A worker that hears nothing of its ledger for so long gives up, so that its supervisor starts it anew. */
  readonly ledgerSilenceMs: number;
  /** A listing begun this long after a send proves by its silence that nothing was made (P); derived, never set. */
  readonly provenAbsentAfterMs: number;
}

const leaseMarginMs = 5000;

/** Rows that a dead worker had not claimed are taken over within this. */
const takeOverMs = 10_000;

/** The times that follow from the three that are set. */
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
    // A check sees a lost lock at the earliest a whole lock after the last sign of life, and one check in two may be skipped (a
    // worker's own tick comes a moment before the mark of the last check has gone). A job that is done twice does no harm, so
    // nothing speaks for a longer lock.
    jobLockMs: 4000,
    stallCheckMs: 2000,
    ledgerSilenceMs: 60_000,
    clockErrorMs,
    provenAbsentAfterMs: useByMs + set.lateCommitMs + set.listingDelayMs + clockErrorMs,
  };
}

/** A AppError where the times do not hold together, one line for each inequality that is broken. */
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
