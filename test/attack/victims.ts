import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { type Scene, startScene, trueRow } from './scene.ts';
import { type Victim, victimIn } from './stage.ts';

/**
 * One scene for a test file and, before each test, a victim of its own. `of` gives a row's reference that no other test of the file has;
 * `rows` are true rows under such references.
 */
export function victims(name: string, begin: (victim: Victim, scene: Scene) => Promise<void> | void) {
  let scene: Scene;
  let victim: Victim;
  let tests = 0;
  beforeAll(async () => {
    scene = await startScene(Math.random);
  });
  afterAll(() => scene.stop());
  beforeEach(async () => {
    tests += 1;
    victim = await victimIn(scene, `${name}${tests}`);
    await begin(victim, scene);
  });
  afterEach(() => victim.close());
  const of = (word: string, at: number | '' = '') => `${word}${tests}${at}`;
  const rows = (word: string, count = 3) =>
    Array.from({ length: count }, (_, at) => trueRow(of(word, at), at));
  return { of, rows };
}
