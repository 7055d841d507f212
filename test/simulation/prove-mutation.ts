import type { Mutation } from './mutation.ts';
import type { Park } from './park.ts';

/** The result of leaving a rule out. */
export type Proof =
  | { readonly kind: 'broken'; readonly seed: number; readonly promise: string; readonly how: string }
  | { readonly kind: 'kept' };

/** The seeds of a mutation that have no known outcome: from 1 to its number, without those that are known to bite. */
export function otherSeeds({ seeds, bites = [] }: Mutation): number[] {
  return Array.from({ length: seeds }, (_, at) => at + 1).filter((seed) => !bites.includes(seed));
}

/** Leaves the rule out in one seed after another until a promise is broken; of several that break one, the first of the list. */
export async function proveMutation(
  park: Park,
  mutation: Mutation,
  seeds: readonly number[],
): Promise<Proof> {
  const { isTolerant, emphasis } = mutation;
  const broken: (Proof & { kind: 'broken' })[] = [];
  let begun = 0;
  await park.runAll(
    () => {
      const seed = broken.length > 0 ? undefined : seeds[begun];
      begun += 1;
      return seed === undefined ? undefined : { seed, isTolerant, emphasis, mutation };
    },
    ({ seed }, { violation }) => {
      if (violation !== undefined) broken.push({ kind: 'broken', seed, ...violation });
    },
  );
  const place = ({ seed }: { seed: number }) => seeds.indexOf(seed);
  return broken.toSorted((one, other) => place(one) - place(other))[0] ?? { kind: 'kept' };
}
