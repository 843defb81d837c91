import { ANY_EVENT } from '../condition/condition-kind.ts';
import { evaluate } from '../condition/evaluate.ts';
import type { Moment } from '../condition/moment.ts';
import { matches } from '../condition/where.ts';
import type { NewEvent } from '../event/member-event.ts';
import { closedBy } from '../journey/control.ts';
import { RUN_REQUESTED } from '../journey/journey.ts';
import { isSpent } from '../journey/reentry.ts';
import { MEMBER_MERGED } from '../member/merge.ts';
import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { Definitions, PublishedJourney } from './definitions.ts';
import type { Facts } from './facts.ts';
import { NOTHING_REMEMBERED, type Lifecycle } from './lifecycle.ts';

/** What ingest knows of a lifecycle without loading it. */
export interface LifecycleSummary extends Pick<Lifecycle, 'revision' | 'entries'> {
  readonly listensTo: readonly string[];
  readonly nextWakeAt: Instant | null;
}

export interface NeedsAdvanceInput {
  readonly memberId: Uuid;
  readonly lifecycle: LifecycleSummary;
  readonly definitions: Definitions;
  /** The event that has just been appended to the log, and the fold that ends with it. */
  readonly event: NewEvent;
  readonly facts: Facts;
  readonly now: Instant;
}

/**
 * Whether an event gives a member's lifecycle something to decide. False only when advancing can wait for the next
 * event that does, or for the wake that is stored: no run listens, no entry fires or changes its truth, and no deadline
 * comes earlier. A deadline that moves away needs nothing: its wake finds nothing due and sleeps on.
 */
export function needsAdvance(input: NeedsAdvanceInput): boolean {
  const { lifecycle, definitions, event, facts } = input;
  if (event.origin === 'lifecycle') return false;
  if (lifecycle.revision !== definitions.revision || OPENS_OR_CLOSES.has(event.type)) return true;
  if (lifecycle.listensTo.includes(event.type) || lifecycle.listensTo.includes(ANY_EVENT)) return true;
  return facts.enrolledAt !== null && definitions.journeys.some((published) => concerns(published, input));
}

/** Before the one and after the other nothing is decided, whatever else happens. */
const OPENS_OR_CLOSES: ReadonlySet<string> = new Set(['enrolled', MEMBER_MERGED]);

function concerns({ journey, control }: PublishedJourney, input: NeedsAdvanceInput): boolean {
  const { entry, id } = journey;
  const { lifecycle, definitions, event, facts, memberId, now } = input;
  const memory = lifecycle.entries[id] ?? NOTHING_REMEMBERED;
  if (closedBy(control) !== null || isSpent(entry, memory)) return false;
  if (entry.by.kind === 'upon') return event.type === entry.by.type && matches(entry.by.where, event.data);
  if (entry.by.kind === 'api') return event.type === RUN_REQUESTED && event.data['journey'] === id;
  if (entry.audienceAtLaunch === 'existing' && memory.held !== null) return false;
  const zone = facts.zone ?? definitions.program.zone;
  const moment: Moment = { memberId, facts, now, zone, run: null, event };
  const { holds, until } = evaluate(entry.by.condition, moment);
  return holds !== memory.held || isEarlier(until, lifecycle.nextWakeAt);
}

function isEarlier(deadline: Instant | null, wake: Instant | null): boolean {
  return deadline !== null && (wake === null || deadline < wake);
}
