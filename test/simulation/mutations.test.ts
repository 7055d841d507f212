import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mutationNamed, mutations } from './mutations.ts';
import { openPark, type Park } from './park.ts';
import { type ProfileName, profiles } from './profiles.ts';
import { otherSeeds, proveMutation } from './prove-mutation.ts';

let park: Park;

beforeAll(async () => {
  park = await openPark();
});

afterAll(async () => {
  await park.stop();
});

// All of them: npm run simulate -- --mutations
test.each(['stamp', 'proof-wait', 'recovery-scan', 'use-by', 'row-place', 'clear-amount', 'grant'])(
  'without the rule %s a promise is broken, and with it none is by the same seeds',
  async (name) => {
    const mutation = mutationNamed(name);
    const { bites = [], isTolerant, emphasis } = mutation;
    const known = await proveMutation(park, mutation, bites);
    const proof = known.kind === 'broken' ? known : await proveMutation(park, mutation, otherSeeds(mutation));
    if (proof.kind !== 'broken') throw new Error('no promise is broken by any seed');
    const end = await park.run({ seed: proof.seed, isTolerant, emphasis });
    expect(end.violation).toBeUndefined();
  },
);

test('mutations for which the time is too short are listed, and do not fail the run', async () => {
  const words = ['--import', 'tsx', 'test/simulation/simulate.ts', '--mutations', '--minutes', '0.0001'];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  expect(stdout.match(/not reached$/gm)).toHaveLength(mutations.length);
  expect(stdout).toContain(`0 wrong, ${mutations.length} not reached.`);
});

/** Seeds that broke a promise before the bug that they revealed was fixed. */
const onceBroken: Partial<Record<ProfileName, readonly number[]>> = {
  tolerance: [20_000_129, 21_000_533, 30_000_364, 41_003_458, 50_001_520],
  beyond: [31_000_200, 40_002_354],
};

test.each(Object.keys(profiles) as ProfileName[])(
  'with all rules every promise is kept by the first seeds, and by those that once broke one: %s',
  async (name) => {
    for (const seed of [1, 2, 3, ...(onceBroken[name] ?? [])]) {
      const { violation } = await park.run({ seed, ...profiles[name] });
      expect(violation).toBeUndefined();
    }
  },
);
