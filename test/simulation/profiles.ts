import type { Emphasis } from './plan.ts';

/** What a run of many seeds is about. */
export interface Profile {
  readonly isTolerant: boolean;
  readonly emphasis: Emphasis;
}

/**
 * `tolerance`: all faults that the protocol promises to stand. `beyond`: the provider makes and shows links later than it was
 * said to; doubles may then exist, and nothing may be lost all the same.
 */
export const profiles = {
  tolerance: { isTolerant: true, emphasis: {} },
  beyond: { isTolerant: false, emphasis: {} },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;

/** Without a wish every fourth seed goes beyond the tolerances. */
export function profileOf(seed: number, wish: ProfileName | undefined): ProfileName {
  return wish ?? (seed % 4 === 0 ? 'beyond' : 'tolerance');
}
