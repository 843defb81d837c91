import { sql, type RawBuilder } from 'kysely';
import { formatInstant } from '../domain/values/instant.ts';
import type { Instant } from '../domain/values/instant.ts';

/** An instant as a parameter to compare a `timestamptz` column with. */
export function timestamp(instant: Instant): RawBuilder<Instant> {
  return sql<Instant>`${formatInstant(instant)}::timestamptz`;
}
