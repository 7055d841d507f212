/** The size and times of a trial; times in ms. */
export interface Scale {
  readonly rows: number;
  /** For the sandbox and the workers alike. */
  readonly limits: string;
  readonly workers: number;
  readonly concurrency: number;
  readonly timeoutMs: number;
  /** How late the sandbox may make a link at most, and how late it lists one: less than the workers' settings. */
  readonly lateMostMs: number;
  readonly lateCommitMs: number;
  readonly listedAfterMs: number;
  readonly listingDelayMs: number;
  readonly killEveryMs: number;
  /** Longer than any lease. */
  readonly freezeMs: number;
  /** The shares of rows at which a repeated fault strikes. */
  readonly moments: readonly number[];
  /** From this share of the rows on no worker is killed any more. */
  readonly calmFrom: number;
  /** True where each storm freezes a worker; else only the first one does. */
  readonly freezesAlways: boolean;
  /** How long a connection stays broken. */
  readonly outageMs: number;
  /** Bytes of the append-only file that a disk without sync loses. */
  readonly cutBytes: number;
  /** The interval at which a person checks the status or retries a failed command. */
  readonly lookEachMs: number;
  /** A person submits the file again after this long without any change. */
  readonly patienceMs: number;
  /** A longer trial counts as hanging. */
  readonly mostMs: number;
}

/** The whole trial: minutes. */
export const longScale: Scale = {
  rows: 5_000,
  limits: '150/1s',
  workers: 4,
  concurrency: 20,
  timeoutMs: 1_500,
  lateMostMs: 2_500,
  lateCommitMs: 3_000,
  listedAfterMs: 2_000,
  listingDelayMs: 2_500,
  killEveryMs: 3_000,
  freezeMs: 12_000,
  moments: [0.15, 0.4, 0.7],
  calmFrom: 0.95,
  freezesAlways: true,
  outageMs: 5_000,
  cutBytes: 64 << 10,
  lookEachMs: 1_500,
  patienceMs: 25_000,
  mostMs: 1_200_000,
};

/** Every kind of fault once, in seconds. */
export const shortScale: Scale = {
  ...longScale,
  rows: 120,
  limits: '60/1s',
  concurrency: 10,
  timeoutMs: 500,
  lateMostMs: 400,
  lateCommitMs: 500,
  listedAfterMs: 200,
  listingDelayMs: 300,
  freezeMs: 9_000,
  moments: [0.3],
  calmFrom: 0.3,
  freezesAlways: false,
  outageMs: 2_000,
  lookEachMs: 600,
  patienceMs: 16_000,
  mostMs: 600_000,
};
