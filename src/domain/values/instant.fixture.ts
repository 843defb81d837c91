import { parseZone } from './calendar.ts';
import type { Zone } from './calendar.ts';
import { parseDuration } from './duration.ts';
import type { Duration } from './duration.ts';
import { parseInstant } from './instant.ts';
import type { Instant } from './instant.ts';

/** The instant of an RFC 3339 text; a date alone is its midnight in UTC, and a date-time without offset is in UTC. */
export function at(text: string): Instant {
  const dateTime = text.includes('T') ? text : `${text}T00:00:00`;
  return known(parseInstant(/(?:Z|[+-]\d{2}:\d{2})$/.test(dateTime) ? dateTime : `${dateTime}Z`), text);
}

export function duration(text: string): Duration {
  return known(parseDuration(text), text);
}

export function zone(name: string): Zone {
  return known(parseZone(name), name);
}

export const BERLIN = zone('Europe/Berlin');
export const NEW_YORK = zone('America/New_York');

function known<T>(value: T | null, text: string): T {
  if (value === null) throw new Error(`the test means something that does not exist: ${text}`);
  return value;
}
