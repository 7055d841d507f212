import type { Mutation } from './mutation.ts';
import { calmFates } from './plan.ts';
import { profiles } from './profiles.ts';

const forged = {
  ...profiles.forger.emphasis,
  fates: calmFates,
  crashRate: 0,
  freezeRate: 0,
  decisions: [],
  forgeries: 20,
};

/** Mutations that trust an entry record which somebody without the key has changed. */
export const forgedMutations: readonly Mutation[] = [
  {
    name: 'row-place',
    what: "a row's sealed line opens in the place of another row",
    seeds: 40,
    bites: [1, 2, 3],
    isTolerant: true,
    emphasis: { ...forged, forgeryKinds: [4] },
    weakness: 'row-place',
  },
  {
    name: 'clear-amount',
    what: 'the amount and the expiry that stand in clear are believed',
    seeds: 40,
    bites: [1, 2, 3],
    isTolerant: true,
    emphasis: { ...forged, forgeryKinds: [3] },
    weakness: 'clear-amount',
  },
  {
    name: 'grant',
    what: 'a generation and a past that nobody granted are believed',
    seeds: 40,
    bites: [1, 2, 3],
    isTolerant: true,
    emphasis: { ...forged, forgeryKinds: [5, 6] },
    weakness: 'grant',
  },
];
