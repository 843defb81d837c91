import { dayNumberOf, parseDate } from './civil-date.ts';

declare const instantBrand: unique symbol;

/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. Comparable with `<` and safe in JSON. */
export type Instant = number & { readonly [instantBrand]: true };

/** The first and the last millisecond of the years 0000 to 9999 in UTC: what RFC 3339 can write. */
const INSTANT_MIN = -62_167_219_200_000;
const INSTANT_MAX = 253_402_300_799_999;

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** What tells the time. Only the roots of processes read the machine's; everyone else is given one, or an instant. */
export interface Clock {
  now(): Instant;
}

/** The instant of that many milliseconds. A fraction, or a year outside 0000 to 9999, is a bug and throws. */
export function instantOf(milliseconds: number): Instant {
  if (!isInstant(milliseconds)) throw new RangeError(`${milliseconds} is not an instant`);
  return milliseconds;
}

/** The nearest instant: what lies outside the years 0000 to 9999 becomes their first or last millisecond. */
export function nearestInstant(milliseconds: number): Instant {
  return instantOf(Math.min(Math.max(Math.trunc(milliseconds), INSTANT_MIN), INSTANT_MAX));
}

/**
 * Reads an RFC 3339 date-time. The offset is required; digits beyond milliseconds are cut off.
 * Null for other text, days and times that do not exist, leap seconds, and years outside 0000 to 9999 in UTC.
 */
export function parseInstant(text: string): Instant | null {
  const match = RFC_3339.exec(text);
  if (match === null) return null;
  const [, dateText = '', hour, minute, second, fraction = '', sign, offsetHour = 0, offsetMinute = 0] =
    match;
  const date = parseDate(dateText);
  const withinDay =
    Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 59 && Number(offsetHour) <= 23;
  if (date === null || !withinDay || Number(offsetMinute) > 59) return null;
  const offset = (Number(offsetHour) * HOUR_MS + Number(offsetMinute) * MINUTE_MS) * (sign === '-' ? -1 : 1);
  const timeOfDay =
    Number(hour) * HOUR_MS +
    Number(minute) * MINUTE_MS +
    Number(second) * 1000 +
    Number(fraction.slice(0, 3).padEnd(3, '0'));
  const milliseconds = dayNumberOf(date) * DAY_MS + timeOfDay - offset;
  return isInstant(milliseconds) ? milliseconds : null;
}

/** RFC 3339 in UTC with three decimals: `2026-11-22T10:00:00.000Z`. */
export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString();
}

function isInstant(milliseconds: number): milliseconds is Instant {
  return Number.isInteger(milliseconds) && milliseconds >= INSTANT_MIN && milliseconds <= INSTANT_MAX;
}
