/**
 * What to look at next. A job is a hint, never the truth: doing it twice is harmless, losing it costs time (the sweep gives
 * forgotten entries back).
 */
export interface Queue {
  /** Adds jobs; one that waits or runs already is left as it is. */
  add(jobs: readonly Job[]): Promise<void>;
  /** True where nothing waits and nothing runs. */
  isIdle(): Promise<boolean>;
  /** How much waits and runs, and for how long the oldest that waits has waited, in ms. */
  lag(): Promise<{ readonly waiting: number; readonly active: number; readonly oldestMs: number }>;
  /** Takes jobs until closed. `work` answers whether the job is done; if not, it goes back for another worker. */
  work(work: (job: Job) => Promise<'done' | 'unfinished'>, slicesAtOnce: number): QueueWorker;
  /** The alarms of schedules, on connections of their own that are made when they are first asked for; `close` ends them. */
  alarms(): RunAlarms;
  close(): Promise<void>;
}

export interface QueueWorker {
  /** Takes no new jobs and waits for those that run. */
  close(): Promise<void>;
}

/**
 * Alarms that call a worker when a schedule has a run. A call is a hint: what is due follows from the ledger, so that one that is lost,
 * late or double does no harm.
 */
export interface RunAlarms {
  /** Sets an alarm for each of these, and takes all others away; one that stands as it should is left as it is. */
  keep(wanted: readonly RunAlarm[]): Promise<void>;
  /** Calls `ring` in one of the processes that listen, each time an alarm goes off. */
  listen(ring: (name: string) => void): QueueWorker;
}

/** When the runs of a schedule are. */
export interface RunAlarm {
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
}

/** A slice of a batch to look at: first and last line, at most 200 rows. */
export interface Job {
  readonly batch: string;
  readonly first: number;
  readonly last: number;
  /** Tells a repeat of the same slice from the first one, for instance the attempt. */
  readonly repeat?: string;
}
