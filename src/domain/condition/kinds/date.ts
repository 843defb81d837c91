import { instantOfDay, localDay } from '../../values/calendar.ts';
import type { Zone } from '../../values/calendar.ts';
import { dayNumber, dayNumberOf, isLeapYear, parseDate, yearMonthDay } from '../../values/civil-date.ts';
import { parseInstant } from '../../values/instant.ts';
import type { JsonValue } from '../../values/json.ts';
import { checkReference } from '../check-reference.ts';
import type { DateCondition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { ZONE_EVENTS } from '../condition-kind.ts';
import { dependsOnReference, resolve } from '../resolve.ts';
import { always, verdictBetween } from '../verdict.ts';

/**
 * It is the local day of the date, moved by `offsetDays`: from the day's first instant to the next day's. With
 * `every: year` also on each anniversary; 29 February falls on `leapDay` in other years. Without a date it fails.
 */
export const date: ConditionKind<DateCondition> = {
  evaluate(condition, moment) {
    const { now, zone } = moment;
    const original = readDay(resolve(condition.of, moment), zone);
    if (original === null) return always(false);
    const today = localDay(now, zone);
    const days = daysNear(condition, original, today);
    const spans = days.map((day) => ({ from: instantOfDay(day, zone), to: instantOfDay(day + 1, zone) }));
    return verdictBetween(
      spans.flatMap(({ from, to }) => [from, to]),
      now,
      (instant) => spans.some(({ from, to }) => from <= instant && instant < to),
    );
  },
  watches: () => [],
  dependsOn: ({ of }) => [...dependsOnReference(of), ...ZONE_EVENTS],
  check: ({ of }, scope) => checkReference(of, scope, ['of']),
};

/** Enough of the days to tell whether today is one, and which comes next. */
function daysNear({ every, offsetDays, leapDay }: DateCondition, original: number, today: number): number[] {
  if (every === null) return [original + offsetDays];
  const first = yearMonthDay(original);
  const year = Math.max(first.year, yearMonthDay(today - offsetDays).year);
  return [year, year + 1].map((inYear) => anniversary(first, inYear, leapDay) + offsetDays);
}

function anniversary(
  { month, day }: { readonly month: number; readonly day: number },
  year: number,
  leapDay: DateCondition['leapDay'],
): number {
  if (month !== 2 || day !== 29 || isLeapYear(year)) return dayNumber({ year, month, day });
  return leapDay === 'feb_28'
    ? dayNumber({ year, month: 2, day: 28 })
    : dayNumber({ year, month: 3, day: 1 });
}

function readDay(value: JsonValue | undefined, zone: Zone): number | null {
  if (typeof value !== 'string') return null;
  const day = parseDate(value);
  if (day !== null) return dayNumberOf(day);
  const instant = parseInstant(value);
  return instant === null ? null : localDay(instant, zone);
}
