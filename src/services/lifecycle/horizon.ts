import { DAY_MS, instantOf, type Instant } from '../../domain/values/instant.ts';

/** Workflows sleep until a wake that lies this near; `reconcile` arms those that come nearer. */
const HORIZON_MS = 90 * DAY_MS;

export function horizonFrom(now: Instant): Instant {
  return instantOf(now + HORIZON_MS);
}

/** Whether a workflow must hear of a wake: it lies within the horizon, and earlier than what the workflow was told. */
export function needsArming(nextWakeAt: Instant | null, armedUntil: Instant | null, now: Instant): boolean {
  return (
    nextWakeAt !== null && nextWakeAt <= horizonFrom(now) && (armedUntil === null || nextWakeAt < armedUntil)
  );
}
