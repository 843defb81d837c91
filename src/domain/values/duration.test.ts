import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['P45D', { months: 0, days: 45, milliseconds: 0 }],
    ['P1Y2M3W4DT5H6M7.5S', { months: 14, days: 25, milliseconds: 18_367_500 }],
    ['PT0.5H', { months: 0, days: 0, milliseconds: 1_800_000 }],
    ['PT0S', { months: 0, days: 0, milliseconds: 0 }],
    ['PT24H', { months: 0, days: 0, milliseconds: 86_400_000 }],
    ['PT0.001S', { months: 0, days: 0, milliseconds: 1 }],
  ])('reads %s', (text, duration) => {
    expect(parseDuration(text)).toEqual(duration);
  });

  it.each([
    ['a negative one', '-P1D'],
    ['a negative part', 'P-1D'],
    ['a fraction of a day', 'P0.5D'],
    ['a fraction of a month', 'P1.5M'],
    ['a fraction that is not in the last unit', 'PT1.5H30M'],
    ['less than a millisecond', 'PT0.0001S'],
    ['nothing', 'P'],
    ['no time after the T', 'P1DT'],
    ['parts out of order', 'P1D1M'],
    ['lower case', 'p1d'],
    ['more than a thousand years', 'P1001Y'],
    ['a number', '45'],
  ])('refuses %s', (_what, text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it('reads back every duration that formatDuration writes', () => {
    const durations = fc.record({
      months: fc.nat(12_000),
      days: fc.nat(366_000),
      milliseconds: fc.nat(1_000_000_000_000),
    });
    fc.assert(
      fc.property(durations, (duration) => {
        expect(parseDuration(formatDuration(duration))).toEqual(duration);
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each(['P45D', 'P1Y2M', 'PT36H', 'P1DT1H30M', 'PT0.25S', 'PT0S'])('writes %s as it was read', (text) => {
    const duration = parseDuration(text);
    expect(duration).not.toBeNull();
    expect(duration && formatDuration(duration)).toBe(text);
  });
});
