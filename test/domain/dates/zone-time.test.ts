import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { IANAZone } from 'luxon';
import { isoOf } from '../../../src/domain/dates/expiry.ts';
import { dayInWords, instantIn } from '../../../src/domain/dates/zone-time.ts';

const at = (zone: string, local: string) => isoOf(instantIn(zone, Date.parse(`${local}Z`)));

describe('a local time', () => {
  test.each([
    ['Europe/Paris', '2026-12-31T23:59:59', '2026-12-31T22:59:59Z'],
    ['Europe/Paris', '2026-07-31T23:59:59', '2026-07-31T21:59:59Z'],
    ['America/New_York', '2026-12-31T23:59:59', '2027-01-01T04:59:59Z'],
    ['Asia/Kathmandu', '2026-12-31T00:00:00', '2026-12-30T18:15:00Z'],
    ['UTC', '2026-12-31T18:00:00', '2026-12-31T18:00:00Z'],
  ])('in %s, %s is %s', (zone, local, instant) => {
    expect(at(zone, local)).toBe(instant);
  });

  test('that a change of clocks repeats is its later instant', () => {
    expect(at('Europe/Paris', '2026-10-25T01:59:59')).toBe('2026-10-24T23:59:59Z');
    expect(at('Europe/Paris', '2026-10-25T02:30:00')).toBe('2026-10-25T01:30:00Z');
    expect(at('Europe/Paris', '2026-10-25T03:00:00')).toBe('2026-10-25T02:00:00Z');
  });

  test('that a change of clocks skips is the later of its two instants', () => {
    expect(at('Europe/Paris', '2026-03-29T01:59:59')).toBe('2026-03-29T00:59:59Z');
    expect(at('Europe/Paris', '2026-03-29T02:30:00')).toBe('2026-03-29T01:30:00Z');
    expect(at('Europe/Paris', '2026-03-29T03:00:00')).toBe('2026-03-29T01:00:00Z');
  });

  test('that the clocks of the zone show is an instant at which they show it', () => {
    const zones = fc.constantFrom('Europe/Paris', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia');
    const instants = fc.integer({
      min: Date.parse('2010-01-01') / 1000,
      max: Date.parse('2040-01-01') / 1000,
    });
    fc.assert(
      fc.property(zones, instants, (name, seconds) => {
        const zone = IANAZone.create(name);
        const local = seconds * 1000 + zone.offset(seconds * 1000) * 60_000;
        const instant = instantIn(name, local);
        expect(instant + zone.offset(instant) * 60_000).toBe(local);
        expect(instant).toBeGreaterThanOrEqual(seconds * 1000);
      }),
    );
  });
});

describe('an instant', () => {
  const instant = Date.parse('2026-03-01T22:59:59Z');

  test.each([
    ['Europe/Paris', 'en', '1 March 2026, 23:59 (Paris time)'],
    ['Europe/Paris', 'fr', '1er mars 2026, 23:59 (heure de Paris)'],
    ['Europe/Athens', 'fr', '2 mars 2026, 00:59 (heure d’Athens)'],
    ['America/Argentina/Buenos_Aires', 'en', '1 March 2026, 19:59 (Buenos Aires time)'],
    ['UTC', 'en', '1 March 2026, 22:59 (UTC)'],
    ['Etc/UTC', 'fr', '1er mars 2026, 22:59 (UTC)'],
  ] as const)('by the clocks of %s, in the language %s, is %s', (zone, language, words) => {
    expect(dayInWords(instant, zone, language)).toBe(words);
  });
});
