import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../simulation/random.ts';
import { mutated } from './mutate.ts';

const folder = join(import.meta.dirname, '../../fixtures/batches');

/** Every file of the corpus, sorted by name. */
const corpus: readonly Buffer[] = readdirSync(folder)
  .filter((name) => !name.endsWith('.json'))
  .toSorted()
  .map((name) => readFileSync(join(folder, name)));
const texts = corpus.filter((bytes) => bytes.toString('latin1', 0, 2) !== 'PK');
const books = corpus.filter((bytes) => bytes.toString('latin1', 0, 2) === 'PK');

/** The mutated file of a seed: the same bytes as long as the corpus does not change. */
export function fileOf(seed: number): Buffer {
  const random = new Random(seed);
  const isBook = books.length > 0 && random.chance(0.05);
  return mutated(random.pick(isBook ? books : texts), random, texts);
}
