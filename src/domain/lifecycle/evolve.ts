import type { Watch } from '../condition/watch.ts';
import type { MemberEvent, NewEvent } from '../event/member-event.ts';
import { own } from '../values/json.ts';
import type { Facts, Occurrence } from './facts.ts';
import { foldKnownType } from './fold-known-type.ts';
import { foldTrails } from './fold-trails.ts';

/** What is known of a member before their first event. */
export function noFacts(watched: string): Facts {
  return {
    version: 1,
    folded: 0,
    enrolledAt: null,
    zone: null,
    locale: null,
    attributes: {},
    tags: [],
    reachable: [],
    consents: {},
    balances: {},
    occurrences: {},
    trails: {},
    watched,
  };
}

/**
 * The facts after one more event. Pure and total; what did not change is shared with the facts before.
 * Every event is counted; those of the platform's own types also change what they speak of; those that a watch looks
 * for leave a trail. The watches must be those that the facts were folded with from the start.
 */
export function evolve(facts: Facts, event: NewEvent, watches: readonly Watch[]): Facts {
  return {
    ...foldKnownType(facts, event),
    folded: facts.folded + 1,
    occurrences: {
      ...facts.occurrences,
      [event.type]: occurredAgain(own(facts.occurrences, event.type), event),
    },
    trails: foldTrails(facts.trails, event, facts.folded + 1, watches),
  };
}

/** The fold of a whole log, which the caller gives in the order it wants: by sequence, or in `lifecycleOrder`. */
export function foldLog(events: readonly NewEvent[], watches: readonly Watch[], watched: string): Facts {
  return events.reduce((facts, event) => evolve(facts, event, watches), noFacts(watched));
}

/**
 * The order in which the lifecycle folded a log: by sequence, but what the lifecycle decided stands right after the
 * event it had taken last, before later ones that were already waiting when the decision was written down.
 */
export function lifecycleOrder(events: readonly MemberEvent[]): readonly MemberEvent[] {
  return events.toSorted(
    (a, b) => place(a) - place(b) || Number(isDecided(a)) - Number(isDecided(b)) || a.seq - b.seq,
  );
}

function occurredAgain(before: Occurrence | undefined, { occurredAt }: NewEvent): Occurrence {
  if (before === undefined) return { count: 1, firstAt: occurredAt, lastAt: occurredAt };
  return {
    count: before.count + 1,
    firstAt: occurredAt < before.firstAt ? occurredAt : before.firstAt,
    lastAt: occurredAt > before.lastAt ? occurredAt : before.lastAt,
  };
}

function isDecided({ origin }: MemberEvent): boolean {
  return origin === 'lifecycle';
}

function place({ origin, decidedAfter, seq }: MemberEvent): number {
  if (origin !== 'lifecycle') return seq;
  if (decidedAfter === null) throw new TypeError(`event ${seq} was decided, but does not say after which`);
  return decidedAfter;
}
