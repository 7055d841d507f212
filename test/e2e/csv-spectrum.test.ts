import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { read } from '../tables/source-from.ts';

const folder = join(import.meta.dirname, '../../fixtures/csv-spectrum');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.csv'))
  .map((name) => name.replace('.csv', ''));

test('all published cases are there', () => {
  expect(names.length).toBe(12);
});

// Its JSON is no list of objects, and gives another number than its text.
const single = 'location_coordinates';

test.each(names.filter((name) => name !== single))(
  'the case %s is read as it was published',
  async (name) => {
    const published: Record<string, string>[] = JSON.parse(
      readFileSync(join(folder, `${name}.json`), 'utf8'),
    );
    const { rows } = await read(readFileSync(join(folder, `${name}.csv`)));
    const [header, ...data] = rows.map(({ cells }) => cells);
    const objects = data.map((cells) =>
      Object.fromEntries((header ?? []).map((key, at) => [key, cells[at]])),
    );
    expect(objects).toEqual(published);
  },
);

test(`the case ${single} is read with the quotes inside its cells`, async () => {
  const published: Record<string, string> = JSON.parse(readFileSync(join(folder, `${single}.json`), 'utf8'));
  const { rows } = await read(readFileSync(join(folder, `${single}.csv`)));
  const [header = [], [, ...cells] = []] = rows.map((row) => row.cells);
  expect(cells).toEqual(header.slice(1).map((name) => published[name]));
});
