import { parseArgs } from 'node:util';
import type { Mutation } from './mutation.ts';
import { mutationNamed } from './mutations.ts';
import { type ProfileName, profiles } from './profiles.ts';

/** The options of the simulation. */
export interface Wishes {
  readonly seed: number | undefined;
  readonly from: number;
  readonly seeds: number | undefined;
  readonly minutes: number | undefined;
  readonly jobs: number;
  readonly profile: ProfileName | undefined;
  readonly mutation: Mutation | undefined;
  readonly isTracing: boolean;
  /** Only the faults that the mutation is looked for with, not the mutation itself. */
  readonly isControl: boolean;
  /** One of several processes that share the work: prints its numbers as JSON. */
  readonly isPart: boolean;
  /** Every mutation, each first with the seeds that are known to break a promise. */
  readonly areMutationsProved: boolean;
}

/** Parses the command line. Throws with a sentence where it is wrong. */
export function readWishes(words: readonly string[]): Wishes {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...words],
    options: {
      seed: text,
      from: text,
      seeds: text,
      minutes: text,
      jobs: text,
      profile: text,
      mutation: text,
      mutations: { type: 'boolean' },
      trace: { type: 'boolean' },
      control: { type: 'boolean' },
      part: { type: 'boolean' },
    },
  });
  const { profile, mutation } = values;
  if (profile !== undefined && !(profile in profiles))
    throw new Error(`profiles: ${Object.keys(profiles).join(', ')}`);
  return {
    seed: numberOf(values.seed),
    from: numberOf(values.from) ?? 1,
    seeds: numberOf(values.seeds),
    minutes: numberOf(values.minutes),
    jobs: numberOf(values.jobs) ?? 1,
    profile: profile as ProfileName | undefined,
    mutation: mutation === undefined ? undefined : mutationNamed(mutation),
    isTracing: values.trace === true,
    isControl: values.control === true,
    isPart: values.part === true,
    areMutationsProved: values.mutations === true,
  };
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new Error(`not a number: ${text}`);
  return number;
}
