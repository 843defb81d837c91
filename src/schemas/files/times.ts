import { z } from 'zod';
import { parseZone } from '../../domain/values/calendar.ts';
import type { Zone } from '../../domain/values/calendar.ts';
import { parseDate } from '../../domain/values/civil-date.ts';
import { parseDuration } from '../../domain/values/duration.ts';
import type { Duration } from '../../domain/values/duration.ts';
import { parseInstant } from '../../domain/values/instant.ts';
import type { Instant } from '../../domain/values/instant.ts';

const DURATION_MESSAGE = 'must be an ISO 8601 duration, such as P45D or PT36H';

/** A length of time: calendar parts are whole, none is negative. */
export const duration: z.ZodType<Duration, string> = z.string().transform((written, ctx): Duration => {
  const parsed = parseDuration(written);
  if (parsed !== null) return parsed;
  ctx.addIssue({ code: 'custom', message: DURATION_MESSAGE });
  return z.NEVER;
});

/** A length of time before (`-PT24H`) or after (`PT24H`) something. */
export const signedDuration: z.ZodType<{ duration: Duration; before: boolean }, string> = z
  .string()
  .transform((written, ctx) => {
    const before = written.startsWith('-');
    const parsed = parseDuration(before ? written.slice(1) : written);
    if (parsed !== null) return { duration: parsed, before };
    ctx.addIssue({ code: 'custom', message: `${DURATION_MESSAGE}, with - for before` });
    return z.NEVER;
  });

/** Whole days before (`-P7D`) or after (`P7D`) a date. */
export const signedDays: z.ZodType<number, string> = signedDuration.transform(
  ({ duration: parsed, before }, ctx) => {
    if (parsed.months === 0 && parsed.milliseconds === 0) return before ? -parsed.days : parsed.days;
    ctx.addIssue({ code: 'custom', message: 'must be whole days or weeks, such as -P7D' });
    return z.NEVER;
  },
);

export const instant: z.ZodType<Instant, string> = z.string().transform((written, ctx): Instant => {
  const parsed = parseInstant(written);
  if (parsed !== null) return parsed;
  ctx.addIssue({
    code: 'custom',
    message: 'must be a time with its offset, such as "2026-11-22T10:00:00+01:00"',
  });
  return z.NEVER;
});

export const zone: z.ZodType<Zone, string> = z.string().transform((written, ctx): Zone => {
  const parsed = parseZone(written);
  if (parsed !== null) return parsed;
  ctx.addIssue({ code: 'custom', message: `"${written}" is not a time zone, such as Europe/Berlin` });
  return z.NEVER;
});

export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from "00:00" to "23:59"');

const LEAP_YEAR = 2000;

/** A day of every year: `"12-31"`. */
export const monthDay = z
  .string()
  .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'must be a month and a day, such as "12-31"')
  .refine((written) => parseDate(`${LEAP_YEAR}-${written}`) !== null, 'is not a day of any year');
