import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { read, stopOf } from '../tables/source-from.ts';

const folder = join(import.meta.dirname, '../../fixtures/csv-spectrum');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.csv'))
  .map((name) => name.replace('.csv', ''));

test('all published cases are there', () => {
  expect(names.length).toBe(12);
});

// RFC 4180 has no quote inside a cell without quotes: the file is refused with its line, rather than guessed at.
const refused = 'location_coordinates';

test.each(names.filter((name) => name !== refused))(
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

test(`the case ${refused} is refused, naming the line`, async () => {
  const bytes = readFileSync(join(folder, `${refused}.csv`));
  expect((await stopOf(read(bytes))).failures).toEqual(['quote_broken The row that begins on line 2.']);
});
