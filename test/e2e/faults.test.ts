import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { perform } from '../faults/perform.ts';
import { shortScale } from '../faults/scale.ts';
import { scenarios } from '../faults/scenarios.ts';
import { openStage, type Stage } from '../faults/stage.ts';
import { measureTakeover } from '../faults/takeover.ts';

const claims = {
  A: 'a bad provider, workers killed and frozen, and a killed Redis make one link for each row',
  B: 'a Redis that loses the end of its append-only file makes no second link',
  C: 'a ledger that is erased in the middle is rebuilt when the file is handed in again',
  D: 'lost answers of Redis neither hang the workers nor make a second link',
  E: 'a Bridge that swallows calls or answers neither hangs the workers nor makes a second link',
};

const stages = new Map<string, Stage>();

// All are opened at once, so that their first recovery scans are due when their turn comes.
beforeAll(async () => {
  for (const { letter, through } of scenarios) stages.set(letter, await openStage(shortScale, through));
});
afterAll(async () => {
  for (const stage of stages.values()) await stage.close();
});

test.each(Object.entries(claims))('%s: %s', async (letter) => {
  const stage = stages.get(letter);
  const scenario = scenarios.find((one) => one.letter === letter);
  if (stage === undefined || scenario === undefined) throw new Error(`there is no scenario ${letter}`);
  stages.delete(letter);
  const { broken, faults } = await perform(scenario, stage);
  expect(broken).toEqual([]);
  expect([...faults.values()].every((times) => times > 0)).toBe(true);
});

test('rows of a killed worker are claimed by the remaining one', async () => {
  // That it takes 10 s at most is measured by `npm run faults`, on a machine that does nothing else.
  const { broken } = await measureTakeover({ count: 1, areBusy: false }, 300_000);
  expect(broken).toEqual([]);
});
