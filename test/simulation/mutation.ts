import type { AccountContext } from '../../src/actions/account-context.ts';
import type { Emphasis } from './plan.ts';
import type { Weakness } from './weak-pages.ts';
import type { World } from './world.ts';

/** One rule of the protocol left out: the simulation must then find a broken promise. */
export interface Mutation {
  readonly name: string;
  /** The rule that is left out. */
  readonly what: string;
  /** A promise must break within this many seeds from 1. */
  readonly seeds: number;
  /**
   * Seeds that are known to break a promise without it, those that do it soonest first: they are tried before the others. Absent
   * where it is harmless. Which seeds bite changes with whatever draws from a seed; `npm run simulate -- --mutations` says so.
   */
  readonly bites?: readonly number[];
  /** False where the rule protects against faults outside the tolerances. */
  readonly isTolerant: boolean;
  /** Safety does not rest on it: every promise must be kept without it. */
  readonly isHarmless?: boolean;
  /** Faults that the rule protects against. */
  readonly emphasis: Emphasis;
  /** Script by script, as the text that is loaded; throws where the text is not what it was. */
  readonly changeScript?: (name: string, lua: string) => string;
  /** Checks of forged entry records that are left out. */
  readonly weakness?: Weakness;
  readonly changeContext?: (context: AccountContext, world: World) => AccountContext;
}

/** Replaces a piece of some scripts. */
export function swap(
  scripts: readonly string[],
  from: string,
  to: string,
): (name: string, lua: string) => string {
  return (name, lua) => {
    if (!scripts.includes(name)) return lua;
    if (!lua.includes(from)) throw new Error(`${name} does not have: ${from}`);
    return lua.replace(from, to);
  };
}

/** One change after another. */
export function inOrder(
  ...changes: ((name: string, lua: string) => string)[]
): (name: string, lua: string) => string {
  return (name, lua) => changes.reduce((text, change) => change(name, text), lua);
}
