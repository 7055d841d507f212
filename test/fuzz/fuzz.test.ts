import { expect, test } from '@jest/globals';
import { Random } from '../simulation/random.ts';
import { decidingFile } from './deciding-columns.ts';
import { fileOf } from './seeds.ts';
import { tryDeciding, tryFile } from './try-file.ts';

test('a mutated file is read or refused, and every accepted amount and IBAN is in a cell of its line', async () => {
  let read = 0;
  for (let seed = 1; seed <= 1_500; seed += 1) {
    const trial = await tryFile(fileOf(seed)).catch((error: Error) => {
      throw new Error(`seed ${seed}: ${error.message}`, { cause: error });
    });
    if (trial.kind === 'read') read += trial.accepted;
  }
  // Mutations leave most rows valid; this ensures that enough rows were compared with their cells.
  expect(read).toBeGreaterThan(1_000);
});

test('a column that decides payments is asked about under any name, and one that changes nothing is not', async () => {
  let questions = 0;
  for (let seed = 1; seed <= 600; seed += 1) {
    const file = decidingFile(new Random(seed));
    if (file.needsQuestion) questions += 1;
    await tryDeciding(file).catch((error: Error) => {
      throw new Error(`seed ${seed}: ${error.message}\n${file.bytes}`, { cause: error });
    });
  }
  expect(questions).toBeGreaterThan(300);
});
