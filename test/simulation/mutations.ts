import type { Mill } from '../../src/actions/mill.ts';
import type { Emphasis } from './plan.ts';
import type { World } from './world.ts';

/** One rule of the protocol left out: the simulation must then find a broken promise. */
export interface Mutation {
  readonly name: string;
  /** Within so many seeds from 1. */
  readonly seeds: number;
  /** Faults that the rule stands against. */
  readonly emphasis: Emphasis;
  /** Script by script, as the text that is loaded; throws where the text is not what it was. */
  readonly changeScript?: (name: string, lua: string) => string;
  readonly changeMill?: (mill: Mill, world: World) => Mill;
}

export const mutations: readonly Mutation[] = [];

export function mutationNamed(name: string): Mutation {
  const found = mutations.find((mutation) => mutation.name === name);
  if (found === undefined) throw new Error(`mutations: ${mutations.map((one) => one.name).join(', ')}`);
  return found;
}
