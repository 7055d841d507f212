import { describe, expect, test } from '@jest/globals';
import { isoOf, judgeExpiry, readInstant } from '../../../src/domain/dates/expiry.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import { detailOf } from '../../support/in-words.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

function read(text: string): string | undefined {
  const instant = readInstant(text, 'expires_at', []);
  return instant === undefined ? undefined : isoOf(instant);
}

function judged(text: string): string[] {
  const found: Failure[] = [];
  judgeExpiry(Date.parse(text), text, now, 'expires_at', found);
  return found.map(({ code }) => code);
}

describe('an expiry', () => {
  test.each([
    ['2026-12-31', '2026-12-31T23:59:59Z'],
    ['2026-12-31T18:00:00Z', '2026-12-31T18:00:00Z'],
    ['2026-12-31t18:00z', '2026-12-31T18:00:00Z'],
    ['2026-12-31 18:00:00+02:00', '2026-12-31T16:00:00Z'],
    ['2026-12-31T18:00:00.999-0530', '2026-12-31T23:30:00Z'],
    ['2028-02-29', '2028-02-29T23:59:59Z'],
  ])('%s is %s', (text, instant) => {
    expect(read(text)).toBe(instant);
  });

  test.each([
    '2026-02-30',
    '2026-13-01',
    '2026-12-31T24:00:00Z',
    '2026-12-31T18:00:00',
    '2026-12-31T18:00:00+15:00',
    '31/12/2026',
    '20261231',
    'tomorrow',
    '46387',
  ])('%s is unreadable', (text) => {
    const found: Failure[] = [];
    expect(readInstant(text, 'expires_at', found)).toBeUndefined();
    expect(found.map(({ code }) => code)).toEqual(['expiry_unreadable']);
  });

  test('without a zone is unreadable, and the failure asks for one', () => {
    const found: Failure[] = [];
    readInstant('2026-12-31T18:00:00', 'expires_at', found);
    expect(found.map(detailOf)).toEqual([expect.stringContaining('The zone is missing')]);
  });

  test('must be after now and at most 90 days ahead', () => {
    expect(judged('2026-11-22T12:00:00Z')).toEqual(['expiry_past']);
    expect(judged('2026-11-22T12:00:01Z')).toEqual([]);
    expect(judged('2027-02-20T12:00:00Z')).toEqual([]);
    expect(judged('2027-02-20T12:00:01Z')).toEqual(['expiry_too_far']);
  });
});
