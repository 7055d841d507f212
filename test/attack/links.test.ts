import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Audit } from '../../src/domain/audit.ts';
import { type Scene, startScene, trueRow } from './scene.ts';
import { type Victim, victimIn } from './stage.ts';

let scene: Scene;
let one: Victim;
let accounts = 0;
beforeAll(async () => {
  scene = await startScene(Math.random);
});
afterAll(() => scene.stop());
beforeEach(async () => {
  accounts += 1;
  one = await victimIn(scene, `links${accounts}`);
});
afterEach(() => one.close());

const rows = (word: string, count = 3) =>
  Array.from({ length: count }, (_, at) => trueRow(`${word}${accounts}${at}`, at));
const codesOf = ({ imbalances }: Pick<Audit, 'imbalances'>) => imbalances.map(({ failure }) => failure.code);

describe('a link of which Bridge has not shown yet where it leads', () => {
  test('is not shown where somebody writes that it was verified, and the books tell of it', async () => {
    const batch = await one.submit(rows('a'));
    await one.workToEnd(batch);
    const unverified = /^(created \d+ \d+ \d+ \d+) 0 /;
    expect(await one.page(batch, 4)).toMatch(unverified);
    await one.change(batch, 4, 0, (state) => state.replace(unverified, '$1 2 '));
    expect(await one.oracle.urlsIn(await one.read(batch))).toHaveLength(1);
    expect(codesOf(await one.books(batch))).toContain('ledger_forged');
  });

  test('is not shown where somebody takes from its batch that links wait for that', async () => {
    const batch = await one.submit(rows('b'));
    await one.workToEnd(batch);
    const shown = await one.oracle.urlsIn(await one.read(batch));
    await one.redis.hdel(one.key('batch', batch), 'verifies');
    expect(await one.oracle.urlsIn(await one.read(batch))).toEqual(shown);
  });
});
