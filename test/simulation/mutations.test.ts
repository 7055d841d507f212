import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Mutation } from './mutation.ts';
import { mutations } from './mutations.ts';
import { openPark, type Park } from './park.ts';
import { type ProfileName, profiles } from './profiles.ts';
import type { WorldSettings } from './world.ts';

let park: Park;

/** Many seeds, on a machine that does other things too; a test that is given up leaves its worlds running beside the next. */
const mostMs = 400_000;

beforeAll(async () => {
  park = await openPark();
});

afterAll(async () => {
  await park.stop();
});

/** The first seed from 1 on that breaks a promise, with the promise. */
async function firstBroken(
  seeds: number,
  settings: Omit<WorldSettings, 'seed'>,
): Promise<{ seed: number; promise: string } | undefined> {
  const broken: { seed: number; promise: string }[] = [];
  let begun = 0;
  await park.runAll(
    () => {
      if (begun === seeds || broken.length > 0) return undefined;
      begun += 1;
      return { seed: begun, ...settings };
    },
    ({ seed }, { violation }) => {
      if (violation !== undefined) broken.push({ seed, promise: `${violation.promise}: ${violation.how}` });
    },
  );
  return broken.toSorted((one, other) => one.seed - other.seed)[0];
}

const found: string[] = [];

const harmful = mutations.filter(({ isHarmless }) => isHarmless !== true);
const harmless = mutations.filter(({ isHarmless }) => isHarmless === true);

test.each(harmful.map((mutation): [string, Mutation] => [mutation.name, mutation]))(
  'without %s a promise is broken',
  async (name, mutation) => {
    const { isTolerant, emphasis, seeds } = mutation;
    const broken = await firstBroken(seeds, { isTolerant, emphasis, mutation });
    found.push(
      `${name.padEnd(18)} ${broken === undefined ? 'survives' : `seed ${broken.seed}: ${broken.promise}`}`,
    );
    expect(broken).toBeDefined();
  },
  mostMs,
);

test('the list of what was shown', () => {
  process.stdout.write(`${found.join('\n')}\n`);
  expect(found).toHaveLength(harmful.length);
});

test.each(harmless.map((mutation): [string, Mutation] => [mutation.name, mutation]))(
  'without %s every promise is kept',
  async (_, mutation) => {
    const { isTolerant, emphasis, seeds } = mutation;
    expect(await firstBroken(seeds, { isTolerant, emphasis, mutation })).toBeUndefined();
  },
  mostMs,
);

test.each(Object.keys(profiles) as ProfileName[])(
  'with all rules every promise is kept: %s',
  async (name) => {
    expect(await firstBroken(12, { ...profiles[name] })).toBeUndefined();
  },
  mostMs,
);
