/**
 * What to work on next. A job is a hint, never the truth: doing it twice is harmless, losing it costs time (the
 * reconciler requeues forgotten rows).
 */
export interface Queue {
  /** Adds jobs; a job that waits or runs already is not added again. */
  add(jobs: readonly Job[]): Promise<void>;
  /** Whether no job waits and none runs. */
  isIdle(): Promise<boolean>;
  /** The numbers of waiting and running jobs, and how long the oldest waiting job has waited, in ms. */
  lag(): Promise<{ readonly waiting: number; readonly active: number; readonly oldestMs: number }>;
  /**
   * Takes jobs until closed. `work` resolves to whether the job is done; an unfinished one goes back to the queue.
   */
  work(work: (job: Job) => Promise<'done' | 'unfinished'>, slicesAtOnce: number): QueueWorker;
  /** The alarms of schedules, on connections of their own, made on the first call; `close` ends them. */
  alarms(): RunAlarms;
  close(): Promise<void>;
}

export interface QueueWorker {
  /** Takes no new jobs and waits for the running ones. */
  close(): Promise<void>;
}

/**
 * Alarms that call a worker when a run of a schedule is due. A call is a hint: the ledger determines what is due, so
 * that a lost, late or double call does no harm.
 */
export interface RunAlarms {
  /** Sets an alarm for each of `wanted` and removes all others; one that is already correct is not touched. */
  replaceAll(wanted: readonly RunAlarm[]): Promise<void>;
  /** Calls `ring` in one of the listening processes each time an alarm goes off. */
  listen(ring: (name: string) => void): QueueWorker;
}

/** When a schedule runs. */
export interface RunAlarm {
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
}

/** A slice of a batch to work on: first and last line, at most 200 rows. */
export interface Job {
  readonly batch: string;
  readonly first: number;
  readonly last: number;
  /** Distinguishes a repeat of a slice from the first one, for instance by the attempt. */
  readonly repeat?: string;
}
