import { expect, test } from '@jest/globals';
import { Sightings } from '../../../src/ingest/survey/sightings.ts';
import { TextHash } from '../../../src/ingest/survey/text-hash.ts';
import { effortOf } from '../../support/effort.ts';

test('the first line of each text is remembered while the table grows', () => {
  const sightings = new Sightings('key');
  const lines = Array.from({ length: 20_000 }, (_, at) => at + 1);
  expect(lines.filter((line) => sightings.sight(`R-${line}`, line) !== 0)).toEqual([]);
  expect(lines.filter((line) => sightings.sight(`R-${line}`, 99_999) !== line)).toEqual([]);
  expect(sightings.lineOf('R-77')).toBe(77);
  expect(sightings.lineOf('R-0')).toBe(0);
});

test('a million similar texts are distinguished', () => {
  const seen = new Sightings('key');
  let repeats = 0;
  for (let at = 1; at <= 250_000; at += 1) {
    for (const text of [`r-${at}`, `FR4014508000406764668712J28 ${at} `, `DE${at}`, `${at}-${at}`])
      if (seen.sight(text, at) !== 0) repeats += 1;
  }
  expect(repeats).toBe(0);
});

test('texts chosen to collide under one key do not collide under another', async () => {
  const known = new TextHash('known');
  const crowd: string[] = [];
  // All fall into one sixteenth of the table, so that each new one would probe past all before it.
  for (let at = 0; crowd.length < 100_000; at++) {
    known.compute(`R-${at}`);
    if (known.low % 262_144 < 16_384) crowd.push(`R-${at}`);
  }
  const seen = new Sightings('secret');
  const effort = await effortOf(() => {
    expect(crowd.filter((text, at) => seen.sight(text, at + 1) !== 0)).toEqual([]);
  });
  // Under the known key this takes more than a hundred times as long.
  expect(effort).toBeLessThan(5);
});
