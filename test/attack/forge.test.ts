import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runRound } from './round.ts';
import { type Scene, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene(Math.random);
});
afterAll(() => scene.stop());

// More of them: npm run attack -- --changes 10000 --minutes 10
test.each([1, 2])(
  'whoever writes to Redis and lacks the key changes nothing of what is sent, shown and balanced: seed %d',
  async (seed) => {
    const { changes, broken } = await runRound(scene, seed, 60);
    expect({ broken, changes: broken.length > 0 ? changes : [] }).toEqual({ broken: [], changes: [] });
  },
);
