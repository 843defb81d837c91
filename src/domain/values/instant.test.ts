import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant, instantOf, nearestInstant, parseInstant } from './instant.ts';

describe('parseInstant', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-11-22T10:00:00+01:00', Date.UTC(2026, 10, 22, 9)],
    ['2026-11-22t10:00:00.1z', Date.UTC(2026, 10, 22, 10, 0, 0, 100)],
    ['2026-11-22T10:00:00.123999Z', Date.UTC(2026, 10, 22, 10, 0, 0, 123)],
    ['2024-02-29T23:30:00-05:30', Date.UTC(2024, 2, 1, 5)],
  ])('reads %s', (text, milliseconds) => {
    expect(parseInstant(text)).toBe(milliseconds);
  });

  it.each([
    ['without an offset', '2026-11-22T10:00:00'],
    ['a date alone', '2026-11-22'],
    ['a day that does not exist', '2025-02-29T00:00:00Z'],
    ['an hour that does not exist', '2026-11-22T24:00:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['an offset that does not exist', '2026-11-22T10:00:00+24:00'],
    ['a year before 0000 in UTC', '0000-01-01T00:00:00+01:00'],
    ['a year after 9999 in UTC', '9999-12-31T23:59:59-01:00'],
    ['a space instead of T', '2026-11-22 10:00:00Z'],
    ['digits of another script', '２026-11-22T10:00:00Z'],
    ['something after it', '2026-11-22T10:00:00Z '],
  ])('refuses %s', (_what, text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it('reads back every instant that formatInstant writes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }).map(instantOf),
        (instant) => {
          expect(parseInstant(formatInstant(instant))).toBe(instant);
        },
      ),
    );
  });
});

describe('instantOf', () => {
  it.each([0.5, Number.NaN, Infinity, 253_402_300_800_000])('throws for %d', (milliseconds) => {
    expect(() => instantOf(milliseconds)).toThrow(RangeError);
  });
});

describe('nearestInstant', () => {
  it('stays within the years 0000 to 9999', () => {
    expect(formatInstant(nearestInstant(Infinity))).toBe('9999-12-31T23:59:59.999Z');
    expect(formatInstant(nearestInstant(-1e300))).toBe('0000-01-01T00:00:00.000Z');
  });
});
