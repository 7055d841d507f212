import { expect, test } from '@jest/globals';
import { fileOf } from './seeds.ts';
import { tryFile } from './try-file.ts';

test('mutated files are read or refused, and no row has an amount or IBAN that is in no cell of its line', async () => {
  let read = 0;
  for (let seed = 1; seed <= 1_500; seed += 1) {
    const trial = await tryFile(fileOf(seed)).catch((error: Error) => {
      throw new Error(`seed ${seed}: ${error.message}`, { cause: error });
    });
    if (trial.kind === 'read') read += trial.accepted;
  }
  // Mutations leave most rows good: what was held against the cells is no empty set.
  expect(read).toBeGreaterThan(1_000);
});
