import { calmFates, type Emphasis } from './plan.ts';

/** A theme for many seeds. */
export interface Profile {
  readonly isTolerant: boolean;
  readonly emphasis: Emphasis;
}

/** One process that stands still now and then, while the provider shows its links as late as it may. */
const alone: Emphasis = {
  processes: 1,
  freezeRate: 0.008,
  longestFreeze: 1_800_000,
  faultsEnd: 900_000,
  lateCommit: 'longest',
  lag: 'longest',
  fates: { ...calmFates, answered: 4, late: 4, lostMade: 2, lostNone: 2 },
};

/** Redis loses its last writes again and again, while files are submitted and refused rows are retried. */
const losses: Emphasis = {
  losses: [30, 1_500, 185_000, 365_000, 560_000].map((at) => ({ at, kind: 'last writes' })),
  fates: { ...calmFates, answered: 4, refused: 6, lostMade: 1 },
  retries: 6,
};

/** Somebody without the key writes to Redis; other faults are as usual. */
const forger: Emphasis = {
  forgeries: 12,
  faultsEnd: 500_000,
  losses: [],
  substitution: undefined,
  showsTags: true,
  lag: 'some',
  expiresInSeconds: 30 * 86_400,
};

/**
 * `tolerance`: all faults that the protocol promises to stand. `beyond`: the provider makes and shows links later than it was
 * said to; doubles may then exist, and nothing may be lost all the same. `alone`: a laptop that
 * sleeps. `losses`: a Redis that forgets. `forger`: somebody writes to Redis who lacks the key.
 */
export const profiles = {
  tolerance: { isTolerant: true, emphasis: {} },
  alone: { isTolerant: true, emphasis: alone },
  losses: { isTolerant: true, emphasis: losses },
  forger: { isTolerant: true, emphasis: forger },
  beyond: { isTolerant: false, emphasis: {} },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;

/** The profile of a seed where none is chosen: they alternate, and most seeds are within the tolerances. */
export function profileOf(seed: number, request: ProfileName | undefined): ProfileName {
  return request ?? (['beyond', 'alone', 'losses', 'forger'] as const)[seed % 6] ?? 'tolerance';
}
