import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDuration,
  endOfUnit,
  instantOfDate,
  localDate,
  nextMonthDay,
  nextTimeOfDay,
  parseZone,
  startOfDay,
  subtractDuration,
  UTC,
} from './calendar.ts';
import { parseDate } from './civil-date.ts';
import { at, BERLIN, duration, NEW_YORK, zone } from './instant.fixture.ts';
import { DAY_MS, formatInstant, HOUR_MS, instantOf } from './instant.ts';

// Clocks: Berlin skips 02:00–03:00 on 2026-03-29 and shows it twice on 2026-10-25; New York on 2026-03-08 and 2026-11-01.

describe('addDuration', () => {
  it.each([
    [
      'keeps the local time over the start of summer time',
      '2026-03-28T09:00:00+01:00',
      'P1D',
      BERLIN,
      '2026-03-29T09:00:00+02:00',
    ],
    [
      'keeps the local time over the end of summer time',
      '2026-10-24T09:00:00+02:00',
      'P1D',
      BERLIN,
      '2026-10-25T09:00:00+01:00',
    ],
    [
      'adds exact hours whatever the clocks do',
      '2026-03-28T09:00:00+01:00',
      'PT24H',
      BERLIN,
      '2026-03-29T10:00:00+02:00',
    ],
    [
      'takes the first instant after a gap',
      '2026-03-28T02:30:00+01:00',
      'P1D',
      BERLIN,
      '2026-03-29T03:00:00+02:00',
    ],
    [
      'takes the first of a time shown twice',
      '2026-10-24T02:30:00+02:00',
      'P1D',
      BERLIN,
      '2026-10-25T02:30:00+02:00',
    ],
    [
      'knows the zone of another continent',
      '2026-03-07T12:00:00-05:00',
      'P1D',
      NEW_YORK,
      '2026-03-08T12:00:00-04:00',
    ],
    ['clamps the day to the month', '2026-01-31T12:00:00Z', 'P1M', UTC, '2026-02-28T12:00:00Z'],
    ['clamps to the leap day', '2024-01-31T12:00:00Z', 'P1M', UTC, '2024-02-29T12:00:00Z'],
    ['moves from the leap day to 28 February', '2024-02-29T12:00:00Z', 'P1Y', UTC, '2025-02-28T12:00:00Z'],
    ['adds months before days', '2026-01-30T00:00:00Z', 'P1M1D', UTC, '2026-03-01T00:00:00Z'],
    ['adds the exact part last', '2026-03-28T02:30:00+01:00', 'P1DT1H', BERLIN, '2026-03-29T04:00:00+02:00'],
    [
      'crosses a day that a zone left out',
      '2011-12-29T12:00:00-10:00',
      'P2D',
      zone('Pacific/Apia'),
      '2011-12-31T12:00:00+14:00',
    ],
  ])('%s', (_what, from, by, inZone, expected) => {
    expect(formatInstant(addDuration(at(from), duration(by), inZone))).toBe(formatInstant(at(expected)));
  });

  it('ends with the year 9999', () => {
    expect(formatInstant(addDuration(at('9999-12-01'), duration('P1Y'), BERLIN))).toBe(
      '9999-12-31T23:59:59.999Z',
    );
  });

  it('shows the same local time days later, unless the clocks skip it there', () => {
    fc.assert(
      fc.property(instants, fc.nat(800), zones, (t, days, inZone) => {
        const moved = addDuration(t, { months: 0, days, milliseconds: 0 }, inZone);
        if (clock(moved, inZone) !== clock(t, inZone)) {
          // A gap: one millisecond earlier the clocks showed a time before it, now one after it.
          expect(clock(instantOf(moved - 1), inZone) < clock(t, inZone)).toBe(true);
          expect(clock(moved, inZone) > clock(t, inZone)).toBe(true);
        }
        expect(Math.abs(moved - t - days * DAY_MS)).toBeLessThanOrEqual(HOUR_MS);
      }),
    );
  });

  it('never goes back when it adds more', () => {
    fc.assert(
      fc.property(instants, fc.nat(800), zones, (t, days, inZone) => {
        const less = addDuration(t, { months: 0, days, milliseconds: 0 }, inZone);
        const more = addDuration(t, { months: 0, days: days + 1, milliseconds: 0 }, inZone);
        expect(more).toBeGreaterThan(less);
      }),
    );
  });
});

describe('subtractDuration', () => {
  it('takes the same local time of an earlier day', () => {
    expect(subtractDuration(at('2026-03-30T09:00:00+02:00'), duration('P2D'), BERLIN)).toBe(
      at('2026-03-28T09:00:00+01:00'),
    );
  });

  it('clamps the day to the month', () => {
    expect(subtractDuration(at('2026-03-31'), duration('P1M'), UTC)).toBe(at('2026-02-28'));
  });
});

describe('nextTimeOfDay', () => {
  it.each([
    ['includes the instant itself', '2026-11-23T10:00:00+01:00', '10:00', [], '2026-11-23T10:00:00+01:00'],
    [
      'takes tomorrow when today’s has passed',
      '2026-11-23T10:00:00.001+01:00',
      '10:00',
      [],
      '2026-11-24T10:00:00+01:00',
    ],
    [
      'waits for the weekday',
      '2026-11-20T18:00:00+01:00',
      '10:00',
      ['mon', 'tue'],
      '2026-11-23T10:00:00+01:00',
    ],
    [
      'waits a week when today’s has passed',
      '2026-11-23T10:01:00+01:00',
      '10:00',
      ['mon'],
      '2026-11-30T10:00:00+01:00',
    ],
    [
      'takes the first instant after a gap',
      '2026-03-29T00:00:00+01:00',
      '02:30',
      [],
      '2026-03-29T03:00:00+02:00',
    ],
    [
      'takes the first of a time shown twice',
      '2026-10-25T00:00:00+02:00',
      '02:30',
      [],
      '2026-10-25T02:30:00+02:00',
    ],
    [
      'does not take the second showing',
      '2026-10-25T02:45:00+02:00',
      '02:30',
      [],
      '2026-10-26T02:30:00+01:00',
    ],
  ] as const)('%s', (_what, from, time, weekdays, expected) => {
    expect(formatInstant(nextTimeOfDay(at(from), time, weekdays, BERLIN))).toBe(formatInstant(at(expected)));
  });

  it('is never in the past, and at most a week and a day ahead', () => {
    fc.assert(
      fc.property(instants, fc.nat(23), zones, (from, hour, inZone) => {
        const next = nextTimeOfDay(from, `${String(hour).padStart(2, '0')}:00`, ['wed'], inZone);
        expect(next).toBeGreaterThanOrEqual(from);
        expect(next - from).toBeLessThanOrEqual(8 * DAY_MS);
      }),
    );
  });
});

describe('days and units', () => {
  it('tells the local day', () => {
    expect(localDate(at('2026-11-22T23:30:00Z'), BERLIN)).toBe('2026-11-23');
    expect(localDate(at('2026-11-22T23:30:00Z'), NEW_YORK)).toBe('2026-11-22');
  });

  it('starts a day later than midnight where the clocks skip it', () => {
    const saoPaulo = zone('America/Sao_Paulo');
    expect(startOfDay(at('2018-11-04T12:00:00Z'), saoPaulo)).toBe(at('2018-11-04T01:00:00-02:00'));
  });

  it('knows when a date begins', () => {
    const date = parseDate('2026-07-01');
    expect(date && instantOfDate(date, BERLIN)).toBe(at('2026-07-01T00:00:00+02:00'));
  });

  it.each([
    ['month', '2026-12-01T00:00:00+01:00'],
    ['quarter', '2027-01-01T00:00:00+01:00'],
    ['year', '2027-01-01T00:00:00+01:00'],
  ] as const)('ends a %s with the start of the next', (unit, expected) => {
    expect(endOfUnit(at('2026-11-01T00:00:00+01:00'), unit, BERLIN)).toBe(at(expected));
  });

  it('ends a day of the year after that day, strictly later', () => {
    const end = at('2027-01-01T00:00:00+01:00');
    expect(nextMonthDay(at('2026-06-01'), '12-31', BERLIN)).toBe(end);
    expect(nextMonthDay(instantOf(end - 1), '12-31', BERLIN)).toBe(end);
    expect(nextMonthDay(end, '12-31', BERLIN)).toBe(at('2028-01-01T00:00:00+01:00'));
  });

  it('takes 02-29 for the last day of February', () => {
    expect(nextMonthDay(at('2026-01-01'), '02-29', UTC)).toBe(at('2026-03-01'));
    expect(nextMonthDay(at('2028-01-01'), '02-29', UTC)).toBe(at('2028-03-01'));
  });
});

describe('parseZone', () => {
  it.each(['+01:00', 'Mars/Olympus', '', 'CEST'])('does not know %s', (name) => {
    expect(parseZone(name)).toBeNull();
  });
});

const instants = fc.integer({ min: at('2000-01-01'), max: at('2035-01-01') }).map(instantOf);
const zones = fc.constantFrom(UTC, BERLIN, NEW_YORK, zone('Australia/Lord_Howe'), zone('Asia/Kathmandu'));

/** The local time of day as another library shows it. */
function clock(t: number, inZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: inZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  }).format(t);
}
