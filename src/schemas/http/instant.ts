import { z } from 'zod';
import { formatInstant, parseInstant } from '../../domain/values/instant.ts';
import type { Instant } from '../../domain/values/instant.ts';

const EXAMPLE = '2026-11-22T10:00:00.000Z';
/** 0001-01-01T00:00:00Z: the database's calendar has no year zero. */
const INSTANT_MIN_MS = -62_135_596_800_000;

/** An RFC 3339 date-time in a request; the offset is required, digits beyond milliseconds are cut off. */
export const instantInput = z
  .string()
  .transform((text, context) => {
    const instant = parseInstant(text);
    if (instant !== null && instant >= INSTANT_MIN_MS) return instant;
    context.addIssue('is not an RFC 3339 date-time with an offset, in the years 0001 to 9999');
    return z.NEVER;
  })
  .meta({ format: 'date-time', example: EXAMPLE });

/** RFC 3339 in UTC in a response. */
export const instantOutput = z.string().meta({ format: 'date-time', example: EXAMPLE });

/** RFC 3339 in UTC; null stays null. */
export function instantText(instant: Instant): string;
export function instantText(instant: Instant | null): string | null;
export function instantText(instant: Instant | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
