import { DateTime, IANAZone } from 'luxon';
import type { Language } from '../../i18n/i18n.ts';
import { hourMs } from './spans.ts';

/** A cache: computing an instant takes microseconds, and the cells of a column repeat the same few days. */
const known = new Map<string, number>();
const mostKnown = 1000;

/**
 * The instant, in milliseconds, at which the clocks of an IANA zone show a local time; `localMs` is that time as if it were UTC. For a local
 * time that a change of clocks repeats or skips, the later one of its two instants.
 */
export function instantIn(zone: string, localMs: number): number {
  const key = `${localMs} ${zone}`;
  let instant = known.get(key);
  if (instant === undefined) {
    instant = laterInstant(IANAZone.create(zone), localMs);
    if (known.size === mostKnown) known.clear();
    known.set(key, instant);
  }
  return instant;
}

/** As `instantIn`, but the earlier instant of a repeated local time; a skipped one is as much later as the clocks jump. */
export function firstInstantIn(zone: string, localMs: number): number {
  const instants = instantsOf(IANAZone.create(zone), localMs);
  const fitting = instants.filter(({ fits }) => fits).map(({ instant }) => instant);
  return fitting.length > 0 ? Math.min(...fitting) : Math.max(...instants.map(({ instant }) => instant));
}

/** The last millisecond of the year 9999. */
const lastInstant = 253_402_300_799_999;

/** Whether a number is a time in milliseconds that can be shown; used on values from Redis, which may be anything. */
export function isInstant(at: number): boolean {
  return Number.isSafeInteger(at) && at >= 0 && at <= lastInstant;
}

/** A moment as people read it, to the second: `2026-11-25 09:30:00 UTC`. */
export function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The local date of an instant: `2026-11-25`. */
export function localDate(instant: number, zone: string): string {
  return DateTime.fromMillis(instant, { zone }).toFormat('yyyy-MM-dd');
}

function laterInstant(zone: IANAZone, localMs: number): number {
  const instants = instantsOf(zone, localMs);
  const fitting = instants.filter(({ fits }) => fits);
  return Math.max(...(fitting.length > 0 ? fitting : instants).map(({ instant }) => instant));
}

function instantsOf(zone: IANAZone, localMs: number) {
  // No zone is more than 14 hours from UTC, so these are the offsets before and after any change around the local time.
  return [-24, 24].map((hours) => {
    const offsetMs = zone.offset(localMs + hours * hourMs) * 60_000;
    const instant = localMs - offsetMs;
    return { instant, fits: zone.offset(instant) * 60_000 === offsetMs };
  });
}

/** The hour that the clocks of an IANA zone show at an instant, 0 to 23. */
export function hourAt(instant: number, zone: string): number {
  return DateTime.fromMillis(instant, { zone }).hour;
}

/** As `dayInWords`, with the weekday before it: `Sunday 27 December 2026, 23:59 (Paris time)`. */
export function weekdayInWords(instant: number, zone: string, language: Language): string {
  const local = DateTime.fromMillis(instant, { zone, locale: language });
  return `${local.toFormat('cccc')} ${dayInWords(instant, zone, language)}`;
}

/** A local time for people: `1 March 2026, 23:59 (Paris time)`, `1er mars 2026, 23:59 (heure de Paris)`. */
export function dayInWords(instant: number, zone: string, language: Language): string {
  const local = DateTime.fromMillis(instant, { zone, locale: language });
  const first = { en: '1', fr: '1er', de: '1.' }[language];
  const day = local.day === 1 ? first : `${local.day}${language === 'de' ? '.' : ''}`;
  return `${day} ${local.toFormat('MMMM yyyy, HH:mm')} (${zoneInWords(zone, language)})`;
}

function zoneInWords(zone: string, language: Language): string {
  const city = zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
  if (!zone.includes('/') || zone.startsWith('Etc/')) return city;
  if (language === 'en') return `${city} time`;
  if (language === 'de') return `Ortszeit ${city}`;
  return /^[AEIOUY]/.test(city) ? `heure d’${city}` : `heure de ${city}`;
}

/** A local time that is the same in every language: `2026-11-25 02:00 Europe/Paris`. */
export function localMoment(instant: number, zone: string): string {
  return `${DateTime.fromMillis(instant, { zone }).toFormat('yyyy-MM-dd HH:mm')} ${zone}`;
}

/** Whether the text names a zone of the IANA list. */
export function isTimeZone(text: string): boolean {
  return IANAZone.isValidZone(text);
}
