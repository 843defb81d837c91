import type { NewEvent } from '../event/member-event.ts';
import { foldLog } from '../lifecycle/evolve.ts';
import { UTC } from '../values/calendar.ts';
import { deriveUuid } from '../values/identity.ts';
import { at } from '../values/instant.fixture.ts';
import type { Instant } from '../values/instant.ts';
import type { Condition } from './condition.ts';
import { evaluate } from './evaluate.ts';
import type { Moment, RunView } from './moment.ts';
import type { Verdict } from './verdict.ts';
import { watchSet } from './watch-set.ts';

/** A member whose log holds these events, folded for these conditions, looked at in their own zone or in UTC. */
export function momentAfter(
  log: readonly NewEvent[],
  conditions: readonly Condition[],
  now: Instant | string,
  seen: Partial<Moment> = {},
): Moment {
  const { watches, watched } = watchSet(conditions);
  const facts = foldLog(log, watches, watched);
  return {
    memberId: deriveUuid('member'),
    facts,
    now: typeof now === 'string' ? at(now) : now,
    zone: facts.zone ?? UTC,
    run: null,
    event: null,
    ...seen,
  };
}

/** What a condition says of a member after these events. */
export function verdictOn(
  condition: Condition,
  log: readonly NewEvent[],
  now: Instant | string,
  seen: Partial<Moment> = {},
): Verdict {
  return evaluate(condition, momentAfter(log, [condition], now, seen));
}

/** A run that began after `startedAfter` events and stands in a passage that began after `passageStartedAfter`. */
export function run(part: Partial<RunView> = {}): RunView {
  return {
    id: deriveUuid('run'),
    key: null,
    startedAt: at('2026-01-01'),
    startedAfter: 0,
    passageStartedAt: at('2026-01-01'),
    passageStartedAfter: 0,
    data: {},
    item: null,
    nodes: {},
    ...part,
  };
}

/** Holds, until then or until an event. */
export function holds(until?: string): Verdict {
  return { holds: true, until: until === undefined ? null : at(until) };
}

/** Fails, until then or until an event. */
export function fails(until?: string): Verdict {
  return { holds: false, until: until === undefined ? null : at(until) };
}
