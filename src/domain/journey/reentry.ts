import type { EntryMemory } from '../lifecycle/lifecycle.ts';
import { addDuration, type Zone } from '../values/calendar.ts';
import type { Instant } from '../values/instant.ts';
import type { Entry } from './journey.ts';

/** Whether the entry has had its one run and will never look at the member again. */
export function isSpent({ reentry }: Entry, { lastStartedAt }: EntryMemory): boolean {
  return reentry.kind === 'never' && lastStartedAt !== null;
}

/** Whether a firing at `now` is lost because the last run is too recent. At its very end the cool-down is over. */
export function isCoolingDown(entry: Entry, memory: EntryMemory, now: Instant, zone: Zone): boolean {
  const end = coolDownEnd(entry, memory, zone);
  return end !== null && now < end;
}

/**
 * After a run of the journey began or ended at `now`: when the entry is asked once more, although its condition may
 * have turned true before. Null: never, as the re-entry is no `still_true` or counts from the other end of a run.
 */
export function askAgainAt(entry: Entry, moved: 'start' | 'end', now: Instant, zone: Zone): Instant | null {
  const { reentry, by } = entry;
  if (by.kind !== 'when' || reentry.kind !== 'after' || reentry.if !== 'still_true') return null;
  const end = reentry.from === moved ? addDuration(now, reentry.after, zone) : now;
  return end > now ? end : null;
}

function coolDownEnd({ reentry }: Entry, memory: EntryMemory, zone: Zone): Instant | null {
  if (reentry.kind !== 'after') return null;
  const since = reentry.from === 'start' ? memory.lastStartedAt : memory.lastEndedAt;
  return since === null ? null : addDuration(since, reentry.after, zone);
}
