import { instantOfLocal, weekdayOf, type Zone } from '../domain/values/calendar.ts';
import { yearMonthDay } from '../domain/values/civil-date.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../domain/values/instant.ts';
import type { Weekday } from '../domain/values/weekday.ts';
import type { Random, Weighted } from './random.ts';

/** How often a member comes, from which day on, and until when if they drift away. Days count from 1970-01-01. */
export interface VisitingHabit {
  readonly perWeek: number;
  readonly from: number;
  /** From this day on visits become rarer and end within weeks; null: the member stays. */
  readonly driftsFrom: number | null;
}

const WEEKDAY_FACTORS: Readonly<Record<Weekday, number>> = {
  mon: 0.9,
  tue: 0.95,
  wed: 1,
  thu: 1.05,
  fri: 1.2,
  sat: 1.3,
  sun: 0.6,
};

/** January to December: fewer in the holidays of summer, more before Christmas. */
const MONTH_FACTORS: readonly number[] = [0.94, 0.96, 1, 1.02, 1.04, 1.02, 0.92, 0.9, 1.02, 1.05, 1.06, 1.1];

const DRIFT_DAYS = 35;

const WORKDAY_HOURS: readonly Weighted<number>[] = hours({
  7: 16,
  8: 22,
  9: 14,
  10: 8,
  11: 6,
  12: 9,
  13: 9,
  14: 5,
  15: 6,
  16: 6,
  17: 5,
});
const WEEKEND_HOURS: readonly Weighted<number>[] = hours({
  9: 10,
  10: 20,
  11: 20,
  12: 12,
  13: 9,
  14: 10,
  15: 12,
  16: 7,
});

/** The instants of a member's visits before `end`, in order; at most one a day, the first on the first day. */
export function visitsOf(random: Random, habit: VisitingHabit, zone: Zone, end: Instant): readonly Instant[] {
  const visits: Instant[] = [];
  for (let day = habit.from; ; day += 1) {
    const midnight = instantOfLocal(day * DAY_MS, zone);
    if (midnight >= end) return visits;
    if (day !== habit.from && !random.happens(probabilityOf(habit, day))) continue;
    const visit = instantOfLocal(day * DAY_MS + timeOfDay(random, day), zone);
    if (visit < end) visits.push(visit);
  }
}

function probabilityOf({ perWeek, driftsFrom }: VisitingHabit, day: number): number {
  const month = MONTH_FACTORS[yearMonthDay(day).month - 1] ?? 1;
  const usual = Math.min(1, (perWeek / 7) * WEEKDAY_FACTORS[weekdayOf(day)] * month);
  if (driftsFrom === null || day < driftsFrom) return usual;
  return usual * Math.max(0, 1 - (day - driftsFrom) / DRIFT_DAYS);
}

function timeOfDay(random: Random, day: number): number {
  const weekday = weekdayOf(day);
  const hour = random.weighted(weekday === 'sat' || weekday === 'sun' ? WEEKEND_HOURS : WORKDAY_HOURS);
  return hour * HOUR_MS + random.below(60) * MINUTE_MS + random.below(60) * 1000;
}

function hours(weights: Readonly<Record<number, number>>): readonly Weighted<number>[] {
  return Object.entries(weights).map(([hour, weight]) => ({ value: Number(hour), weight }));
}
