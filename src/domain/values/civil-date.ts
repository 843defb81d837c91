declare const civilDateBrand: unique symbol;

/** A day of the proleptic Gregorian calendar as `YYYY-MM-DD`, years 0000 to 9999; comparable as text. */
export type CivilDate = string & { readonly [civilDateBrand]: true };

export interface YearMonthDay {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

const DAYS_PER_ERA = 146_097;
const DAYS_BEFORE_1970_03_ERA = 719_468;

/** Reads `YYYY-MM-DD`; null for any other text and for days that do not exist. */
export function parseDate(text: string): CivilDate | null {
  return isDate(text) ? text : null;
}

/** Days since 1970-01-01. */
export function dayNumberOf(date: CivilDate): number {
  return dayNumber(split(date));
}

/** The inverse of `dayNumberOf`; a year outside 0000 to 9999 is a bug and throws. */
export function civilDateOf(days: number): CivilDate {
  const { year, month, day } = yearMonthDay(days);
  const text = `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
  if (!isDate(text)) throw new RangeError(`${text} is not a date between the years 0000 and 9999`);
  return text;
}

/** Days since 1970-01-01 of a day that exists. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
export function dayNumber({ year, month, day }: YearMonthDay): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - DAYS_BEFORE_1970_03_ERA;
}

/** The inverse of `dayNumber`; same source. */
export function yearMonthDay(days: number): YearMonthDay {
  const shifted = days + DAYS_BEFORE_1970_03_ERA;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

/** The same day of the month, that many months later (earlier when negative); clamped to the month's last day. */
export function plusMonths(days: number, months: number): number {
  const from = yearMonthDay(days);
  const monthIndex = from.year * 12 + (from.month - 1) + months;
  const year = Math.floor(monthIndex / 12);
  const month = monthIndex - year * 12 + 1;
  return dayNumber({ year, month, day: Math.min(from.day, daysInMonth(year, month)) });
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function split(text: string): YearMonthDay {
  return { year: Number(text.slice(0, 4)), month: Number(text.slice(5, 7)), day: Number(text.slice(8, 10)) };
}

function isDate(text: string): text is CivilDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const { year, month, day } = split(text);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
