import type { Moment } from '../../condition/moment.ts';
import { dependsOnReference, resolveInstant } from '../../condition/resolve.ts';
import { assertNever } from '../../values/assert-never.ts';
import { addDuration, nextTimeOfDay, subtractDuration } from '../../values/calendar.ts';
import { isZero } from '../../values/duration.ts';
import { instantOf, type Instant } from '../../values/instant.ts';
import type { DelayNode } from '../journey.ts';
import { go, stay, type Next, type NodeKind, type Scene } from './node-kind.ts';

/**
 * Stands for a duration, until a time of day (the next matching instant, now included), or until a date.
 * Times and dates are the member's: when their zone changes, or a date moves, the end of the delay follows; the end of a
 * duration stays. A date that is missing, in the past, or moved into it leaves by `past`.
 */
export const delay: NodeKind<DelayNode> = {
  arrive: (node, scene) => waitFor(aim(node, scene), node, scene),
  look: (node, scene) => {
    const { dueAt, movedByMs } = scene.run.standing;
    const end = node.until.kind === 'for' ? null : aim(node, scene);
    const isSame = node.until.kind === 'for' || (end !== null && end + movedByMs === dueAt);
    return isSame ? stay(dueAt) : waitFor(end, node, scene);
  },
  due: (node) => go('next', node.next),
  hears: ({ until }) => {
    if (until.kind === 'for') return [];
    const canMove = until.kind === 'date' && until.date.ref.startsWith('member.');
    return ['profile_changed', ...(canMove ? dependsOnReference(until.date) : [])];
  },
  ways: ({ until, next, past }) => [
    { name: 'next', to: next, takesTime: until.kind === 'for' && !isZero(until.duration) },
    ...(until.kind === 'date' ? [{ name: 'past', to: past }] : []),
  ],
  sources: ({ until }) => (until.kind === 'date' ? [{ path: ['until', 'date'], value: until.date }] : []),
};

function waitFor(end: Instant | null, node: DelayNode, { run, moment }: Scene): Next {
  if (end === null) return go('past', node.past);
  const dueAt = instantOf(end + run.standing.movedByMs);
  if (dueAt > moment.now) return stay(dueAt);
  return dueAt < moment.now && node.until.kind === 'date' ? go('past', node.past) : go('next', node.next);
}

/** The instant at which the delay ends by the file; null: there is no such date. */
function aim({ until }: DelayNode, { run, moment }: Scene): Instant | null {
  const { since } = run.standing;
  switch (until.kind) {
    case 'for':
      return addDuration(since, until.duration, moment.zone);
    case 'time':
      return nextTimeOfDay(since, until.time, until.weekdays, moment.zone);
    case 'date':
      return dateIn(until, moment);
    default:
      return assertNever(until);
  }
}

function dateIn(
  { date, offset, before }: DelayNode['until'] & { kind: 'date' },
  moment: Moment,
): Instant | null {
  const instant = resolveInstant(date, moment);
  if (instant === null || offset === null) return instant;
  return (before ? subtractDuration : addDuration)(instant, offset, moment.zone);
}
