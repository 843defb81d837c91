import { describe, expect, it } from 'vitest';
import { zone } from '../values/instant.fixture.ts';
import { formatInstant } from '../values/instant.ts';
import { patternReading } from './mapping.fixture.ts';
import { parseTimePattern, readTime, type TimeReading } from './time-reading.ts';

function read(pattern: string, zoneName: string, text: string): string | null {
  return written(patternReading(pattern, zone(zoneName)), text);
}

function written(reading: TimeReading, text: string): string | null {
  const instant = readTime(reading, text);
  return instant === null ? null : formatInstant(instant);
}

describe('reading times', () => {
  it.each([
    ['yyyy-MM-dd HH:mm:ss', 'Europe/London', '2010-07-01 07:45:00', '2010-07-01T06:45:00.000Z'],
    ['yyyy-MM-dd', 'America/New_York', '1997-01-01', '1997-01-01T05:00:00.000Z'],
    ['d/M/yyyy H:mm', 'Europe/London', '1/12/2009 7:45', '2009-12-01T07:45:00.000Z'],
    ["yyyyMMdd'T'HHmmss.SSS", 'Asia/Tokyo', '20240229T000001.250', '2024-02-28T15:00:01.250Z'],
    ['dd.MM.yyyy', 'Europe/Berlin', '31.03.2024', '2024-03-30T23:00:00.000Z'],
  ])('%s in %s reads %s', (pattern, zoneName, text, expected) => {
    expect(read(pattern, zoneName, text)).toBe(expected);
  });

  it('takes the first instant after the gap, and the first of two', () => {
    expect(read('yyyy-MM-dd HH:mm', 'Europe/Berlin', '2024-03-31 02:30')).toBe('2024-03-31T01:00:00.000Z');
    expect(read('yyyy-MM-dd HH:mm', 'Europe/Berlin', '2024-10-27 02:30')).toBe('2024-10-27T00:30:00.000Z');
  });

  it.each([
    '2023-02-29 10:00',
    '2023-13-01 10:00',
    '2023-01-01 24:00',
    '2023-01-01 10:60',
    '2023-01-01',
    '9999-12-31 00:00',
  ])('refuses %s', (text) => {
    expect(read('yyyy-MM-dd HH:mm', 'Europe/Berlin', text)).toBeNull();
  });

  it.each([
    '',
    'HH:mm',
    'yyyy-MM',
    'yyyy-MM-dd yyyy',
    'yyyy-MM-dd h:mm a',
    'yyyy-MM-ddTHH:mm',
    "yyyy-MM-dd'T",
  ])('has no pattern %j', (pattern) => {
    expect(parseTimePattern(pattern)).toBeNull();
  });

  it('reads RFC 3339 and Unix time', () => {
    expect(written({ kind: 'rfc_3339' }, '2024-01-01T01:00:00+01:00')).toBe('2024-01-01T00:00:00.000Z');
    expect(written({ kind: 'epoch', millisecondsPerUnit: 1000 }, '1704067200')).toBe(
      '2024-01-01T00:00:00.000Z',
    );
    expect(written({ kind: 'epoch', millisecondsPerUnit: 1 }, '1704067200001')).toBe(
      '2024-01-01T00:00:00.001Z',
    );
    expect(written({ kind: 'epoch', millisecondsPerUnit: 1000 }, '999999999999999')).toBeNull();
  });
});
