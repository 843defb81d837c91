import { sql } from 'kysely';
import { formatInstant, type Instant } from '../../domain/values/instant.ts';
import { horizonFrom } from './horizon.ts';

/**
 * The condition on `lifecycle` that a member's workflow does not know of their next wake: it is overdue since before
 * `overdueBefore`, or it lies within the horizon and before the wake that the workflow was told.
 */
export function isUnattended(now: Instant, overdueBefore: Instant) {
  return sql<boolean>`(
    blocked_at is null and next_wake_at is not null and (
      next_wake_at < ${formatInstant(overdueBefore)}::timestamptz
      or (next_wake_at <= ${formatInstant(horizonFrom(now))}::timestamptz
          and (armed_until is null or next_wake_at < armed_until))
    )
  )`;
}
