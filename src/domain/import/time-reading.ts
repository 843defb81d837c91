import { assertNever } from '../values/assert-never.ts';
import { instantOfLocal, type Zone } from '../values/calendar.ts';
import { dayNumberOf, parseDate } from '../values/civil-date.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, parseInstant, type Instant } from '../values/instant.ts';

/**
 * How a cell's text is read as an instant. A pattern reads local time in its zone: skipped by the clocks it is the
 * first instant after the gap; shown twice, the first.
 */
export type TimeReading =
  | { readonly kind: 'rfc_3339' }
  | { readonly kind: 'epoch'; readonly millisecondsPerUnit: 1 | 1000 }
  | { readonly kind: 'pattern'; readonly expression: RegExp; readonly zone: Zone };

/** Fields of a pattern by their letters (Unicode LDML): two letters want leading zeros, one letter takes them or not. */
const FIELDS: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  SSS: '(?<millisecond>\\d{3})',
};

/** So that a time is an instant in every zone. */
const YEAR_MIN = 1;
const YEAR_MAX = 9998;

const PIECES = /'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+/g;

/** The letters that a pattern may hold, for messages. */
export const PATTERN_FIELDS: readonly string[] = Object.keys(FIELDS);

/**
 * Compiles `yyyy-MM-dd HH:mm:ss`; letters outside single quotes must be fields. Null without year, month and day, with
 * a field twice, or with one that is not known.
 */
export function parseTimePattern(pattern: string): RegExp | null {
  const pieces: string[] = [];
  const seen = new Set<string>();
  let read = 0;
  for (const match of pattern.matchAll(PIECES)) {
    const [piece, quoted, letter] = match;
    read += piece.length;
    if (letter === undefined) {
      pieces.push((quoted ?? piece).replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`));
      continue;
    }
    const field = FIELDS[piece];
    if (field === undefined || seen.has(letter)) return null;
    seen.add(letter);
    pieces.push(field);
  }
  const hasDay = seen.has('y') && seen.has('M') && seen.has('d');
  return hasDay && read === pattern.length ? new RegExp(`^${pieces.join('')}$`) : null;
}

/** The instant that a cell names; null when it does not have the form, or names a day or time that does not exist. */
export function readTime(reading: TimeReading, text: string): Instant | null {
  switch (reading.kind) {
    case 'rfc_3339':
      return parseInstant(text);
    case 'epoch':
      return readEpoch(text, reading.millisecondsPerUnit);
    case 'pattern':
      return readPattern(reading.expression, reading.zone, text);
    default:
      return assertNever(reading);
  }
}

function readEpoch(text: string, millisecondsPerUnit: number): Instant | null {
  if (!/^-?\d{1,15}$/.test(text)) return null;
  const date = new Date(Number(text) * millisecondsPerUnit);
  return Number.isNaN(date.getTime()) ? null : parseInstant(date.toISOString());
}

function readPattern(expression: RegExp, zone: Zone, text: string): Instant | null {
  const groups = expression.exec(text)?.groups;
  if (groups === undefined) return null;
  const {
    year = '',
    month = '',
    day = '',
    hour = '0',
    minute = '0',
    second = '0',
    millisecond = '0',
  } = groups;
  const date = parseDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  if (date === null || Number(year) < YEAR_MIN || Number(year) > YEAR_MAX) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const timeOfDay =
    Number(hour) * HOUR_MS + Number(minute) * MINUTE_MS + Number(second) * 1000 + Number(millisecond);
  return instantOfLocal(dayNumberOf(date) * DAY_MS + timeOfDay, zone);
}
