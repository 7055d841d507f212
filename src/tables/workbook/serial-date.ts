const serial = /^(\d{1,7})(?:\.(\d{1,20})\d*)?$/;
const secondsOfDay = 86_400;
const dayMs = secondsOfDay * 1000;

/**
 * The day of a serial date in a workbook (ECMA-376 part 1, 18.17.4.1), with the time where it is not midnight:
 * `2026-12-31`, `2026-12-31T18:00:00`, to the second. Undefined for times without a day, for days beyond the year
 * 9999, and for 29 February 1900, which the 1900 system counts and which never was.
 */
export function dateOfSerial(digits: string, is1904: boolean): string | undefined {
  const [match, whole = '', fraction = ''] = serial.exec(digits) ?? [];
  if (match === undefined) return undefined;
  const scale = 10n ** BigInt(fraction.length);
  const seconds = Number((2n * BigInt(fraction || '0') * BigInt(secondsOfDay) + scale) / (2n * scale));
  const day = Number(whole) + Math.floor(seconds / secondsOfDay);
  if (Number(whole) < 1 || (day === 60 && !is1904)) return undefined;
  const epoch = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, day < 60 ? 31 : 30);
  const iso = new Date(epoch + day * dayMs + (seconds % secondsOfDay) * 1000).toISOString();
  if (iso.length !== '2026-12-31T18:00:00.000Z'.length) return undefined;
  return seconds % secondsOfDay === 0 ? iso.slice(0, 10) : iso.slice(0, 19);
}
