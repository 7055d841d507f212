import { expect, test } from '@jest/globals';
import { Random } from '../simulation/random.ts';
import { decidingFile } from './deciding-columns.ts';
import { fileOf } from './seeds.ts';
import { tryDeciding, tryFile } from './try-file.ts';

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

test('a column that decides is asked about whatever it is called, and one that changes nothing is not', async () => {
  let toAsk = 0;
  for (let seed = 1; seed <= 600; seed += 1) {
    const file = decidingFile(new Random(seed));
    if (file.isToAsk) toAsk += 1;
    await tryDeciding(file).catch((error: Error) => {
      throw new Error(`seed ${seed}: ${error.message}\n${file.bytes}`, { cause: error });
    });
  }
  expect(toAsk).toBeGreaterThan(300);
});
