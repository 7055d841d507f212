import { expect, test } from '@jest/globals';
import { Sightings } from '../../src/ingest/sightings.ts';

test('a text is seen first where it was seen first, through every growth of the table', () => {
  const sightings = new Sightings();
  for (let line = 1; line <= 20_000; line++) expect(sightings.sight(`R-${line}`, line)).toBe(0);
  for (let line = 1; line <= 20_000; line++) expect(sightings.sight(`R-${line}`, 99_999)).toBe(line);
  expect(sightings.lineOf('R-77')).toBe(77);
  expect(sightings.lineOf('R-0')).toBe(0);
});

test('texts that differ little are told apart, a million of them', () => {
  const seen = new Sightings();
  let repeats = 0;
  for (let at = 1; at <= 250_000; at += 1) {
    for (const text of [`r-${at}`, `FR4014508000406764668712J28 ${at} `, `DE${at}`, `${at}-${at}`])
      if (seen.sight(text, at) !== 0) repeats += 1;
  }
  expect(repeats).toBe(0);
});
