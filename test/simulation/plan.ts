import type { Limit } from '../../src/domain/settings/limits.ts';
import type { Random } from './random.ts';

/** What may go wrong with one request for a link; `made` and `none` say whether a link comes of it. */
export type Fate =
  | 'answered'
  | 'refused'
  | 'busy'
  | 'lockedOut'
  | 'errorNone'
  | 'errorMade'
  | 'garbageMade'
  | 'lostNone'
  | 'lostMade'
  | 'slow'
  | 'late';

export type LossKind = 'restart' | 'last writes' | 'everything';

/** Everything that a seed determines in advance. Times in ms from the start, delays in ms. */
export interface Plan {
  /** All faults are within the protocol's tolerances: doubles are then a defect. */
  readonly isTolerant: boolean;
  readonly processes: number;
  readonly lanes: number;
  readonly limits: readonly Limit[];
  readonly guardMs: number | undefined;
  readonly rows: readonly [number, number];
  readonly sharedRows: number;
  readonly expiresInSeconds: number;
  /** No new faults after this. */
  readonly faultsEnd: number;
  readonly crashRate: number;
  readonly freezeRate: number;
  readonly longestFreeze: number;
  readonly suspendShare: number;
  readonly stepsOfWallClock: boolean;
  readonly slowRedis: boolean;
  readonly losses: readonly { readonly at: number; readonly kind: LossKind }[];
  readonly fates: Readonly<Record<Fate, number>>;
  /** When the provider is unreachable: from, to. */
  readonly outages: readonly (readonly [number, number])[];
  readonly providerOffset: number;
  readonly pageSize: number;
  readonly windowIsInclusive: boolean;
  readonly showsTags: boolean;
  readonly lag: 'none' | 'some' | 'longest' | 'beyond';
  readonly lateCommit: 'some' | 'longest' | 'beyond';
  readonly listFailure: number;
  readonly strangers: number;
  readonly submitterCutRate: number;
  readonly retries: number;
  /** How often links are revoked in the dashboard, and their rows reissued. */
  readonly reissues: number;
  /** While it lasts, the provider puts the account of the dashboard in the place of the one that was asked for, in this share of links. */
  readonly substitution:
    | { readonly from: number; readonly until: number; readonly share: number }
    | undefined;
  /** How often somebody who lacks the key changes something in Redis. */
  readonly forgeries: number;
  /** Of which kinds, by their numbers in `forger.ts`; absent: of all. */
  readonly forgeryKinds?: readonly number[];
  /** What a person decides about each batch, and when. */
  readonly decisions: readonly (SimDecision | undefined)[];
}

/** A decision about a batch, in ms from the start. */
export interface SimDecision {
  readonly at: number;
  readonly kind: 'pause' | 'cancel' | 'revoke';
}

/** The parts of a plan that a profile or a mutation fixes. */
export type Emphasis = Partial<Plan>;

/** The provider answers every request. */
export const calmFates: Readonly<Record<Fate, number>> = {
  answered: 10,
  refused: 0,
  busy: 0,
  lockedOut: 0,
  errorNone: 0,
  errorMade: 0,
  garbageMade: 0,
  lostNone: 0,
  lostMade: 0,
  slow: 0,
  late: 0,
};

/** Many seeds leave out a kind of fault, so that the others show their own effect. */
function drawFates(random: Random): Record<Fate, number> {
  const fates = { ...calmFates };
  const callFailures = Object.keys(calmFates).filter((name) => name !== 'answered') as Fate[];
  for (const fate of callFailures) if (random.chance(0.4)) fates[fate] = random.logBetween(0.3, 10);
  // One answer of this kind stops the whole account until a person resumes it.
  fates.lockedOut = Math.min(fates.lockedOut, 0.5);
  return fates;
}

function drawLimits(random: Random): Limit[] {
  return random.pick<Limit[]>([
    [],
    [{ count: 3, windowMs: 1_000 }],
    [{ count: 5, windowMs: 1_000 }],
    [
      { count: 200, windowMs: 60_000 },
      { count: 4, windowMs: 1_000 },
    ],
    [{ count: 60, windowMs: 10_000 }],
  ]);
}

function drawLosses(random: Random, faultsEnd: number): Plan['losses'] {
  const count = random.pick([0, 0, 0, 1, 1, 2, 3]);
  return Array.from({ length: count }, () => ({
    at: random.chance(0.3) ? random.between(0, 5_000) : random.between(0, Math.min(faultsEnd, 500_000)),
    kind: random.pick<LossKind>(['restart', 'last writes', 'last writes', 'everything']),
  }));
}

function drawSubstitution(random: Random, faultsEnd: number): NonNullable<Plan['substitution']> {
  const from = random.chance(0.3) ? 0 : random.between(0, faultsEnd);
  return { from, until: random.between(from, faultsEnd), share: random.pick([1, 1, 0.5]) };
}

export function drawPlan(random: Random, isTolerant: boolean, emphasis: Emphasis): Plan {
  // A first start scans for links before anything is sent: most faults are due after that.
  const faultsEnd = random.chance(0.15) ? random.between(1_000, 160_000) : random.between(160_000, 900_000);
  const lags: Plan['lag'][] = isTolerant ? ['none', 'some', 'longest'] : ['some', 'longest', 'beyond'];
  const drawn: Plan = {
    isTolerant,
    processes: random.whole(1, 4),
    lanes: random.whole(1, 4),
    limits: drawLimits(random),
    guardMs: undefined,
    rows: [random.whole(3, 8), random.whole(3, 8)],
    sharedRows: random.whole(0, 3),
    expiresInSeconds: random.chance(0.9) ? 30 * 86_400 : random.whole(200, 3_600),
    faultsEnd,
    crashRate: random.pick([0, 0.003, 0.01]),
    freezeRate: random.pick([0, 0.003, 0.02]),
    longestFreeze: random.pick([5_000, 60_000, 1_800_000]),
    suspendShare: random.pick([0, 0.5]),
    stepsOfWallClock: random.chance(0.5),
    slowRedis: random.chance(0.2),
    losses: drawLosses(random, faultsEnd),
    fates: drawFates(random),
    outages: random.chance(0.2)
      ? ([[0, 1].map(() => random.between(0, faultsEnd)).sort((a, b) => a - b)] as unknown as [
          number,
          number,
        ][])
      : [],
    providerOffset: random.between(-100_000, 100_000),
    pageSize: random.whole(2, 4),
    windowIsInclusive: random.chance(0.5),
    showsTags: random.chance(0.9),
    lag: random.pick(lags),
    lateCommit: isTolerant ? random.pick(['some', 'longest']) : 'beyond',
    listFailure: random.pick([0, 0, 0.1]),
    strangers: random.pick([0, 2, 6]),
    submitterCutRate: random.pick([0, 0.05]),
    retries: random.whole(0, 3),
    reissues: random.pick([0, 0, 1, 2]),
    forgeries: 0,
    decisions: [0, 1].map(() =>
      random.chance(0.25)
        ? {
            at: random.logBetween(1_000, 500_000),
            kind: random.pick<SimDecision['kind']>(['pause', 'cancel', 'revoke']),
          }
        : undefined,
    ),
    substitution: random.chance(0.2) ? drawSubstitution(random, faultsEnd) : undefined,
  };
  return { ...drawn, ...emphasis };
}
