import { DAY_MS, HOUR_MS, MINUTE_MS } from './instant.ts';

/** An ISO 8601 duration. Years, months, weeks and days are calendar; hours and below are exact. Never negative. */
export interface Duration {
  readonly months: number;
  readonly days: number;
  readonly milliseconds: number;
}

/** Longer parts are refused: a thousand years, in the unit of the part. */
const MONTHS_MAX = 12_000;
const DAYS_MAX = 366_000;
const MILLISECONDS_MAX = DAYS_MAX * DAY_MS;

const ISO_8601 =
  /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/**
 * Reads `P1Y2M3W4DT5H6M7.5S`. Null for other text, negative durations, fractions of calendar units, fractions that
 * are not in the last unit or not whole milliseconds, and parts above a thousand years.
 */
export function parseDuration(text: string): Duration | null {
  const match = ISO_8601.exec(text);
  if (match === null) return null;
  if (/\.\d+[HM].*\d/.test(text)) return null;
  const part = (index: number): number => Number(match[index] ?? 0);
  const months = part(1) * 12 + part(2);
  const days = part(3) * 7 + part(4);
  const exact = part(5) * HOUR_MS + part(6) * MINUTE_MS + part(7) * 1000;
  const milliseconds = Math.round(exact);
  if (Math.abs(exact - milliseconds) > 1e-6) return null;
  if (months > MONTHS_MAX || days > DAYS_MAX || milliseconds > MILLISECONDS_MAX) return null;
  return { months, days, milliseconds };
}

export function isZero({ months, days, milliseconds }: Duration): boolean {
  return months === 0 && days === 0 && milliseconds === 0;
}

/** The shortest ISO 8601 text that reads back as an equal duration: `P45D`, `P1Y2M`, `PT36H`; nothing is `PT0S`. */
export function formatDuration({ months, days, milliseconds }: Duration): string {
  const hours = Math.floor(milliseconds / HOUR_MS);
  const minutes = Math.floor((milliseconds % HOUR_MS) / MINUTE_MS);
  const seconds = (milliseconds % MINUTE_MS) / 1000;
  const date = unit(Math.floor(months / 12), 'Y') + unit(months % 12, 'M') + unit(days, 'D');
  const time = unit(hours, 'H') + unit(minutes, 'M') + unit(seconds, 'S');
  if (date === '' && time === '') return 'PT0S';
  return `P${date}${time === '' ? '' : `T${time}`}`;
}

/** Whether adding it depends on a calendar, and so on a time zone. */
export function isCalendar(duration: Duration): boolean {
  return duration.months !== 0 || duration.days !== 0;
}

function unit(amount: number, letter: string): string {
  return amount === 0 ? '' : `${amount}${letter}`;
}
