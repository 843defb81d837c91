import { evaluate } from '../condition/evaluate.ts';
import type { Condition } from '../condition/condition.ts';
import { matches } from '../condition/where.ts';
import { closedBy } from '../journey/control.ts';
import { RUN_REQUESTED, type Journey } from '../journey/journey.ts';
import { isCoolingDown, isSpent } from '../journey/reentry.ts';
import { earliest } from '../values/earliest.ts';
import type { Instant } from '../values/instant.ts';
import { isJsonObject, type JsonObject } from '../values/json.ts';
import type { PublishedJourney } from './definitions.ts';
import type { Draft } from './draft.ts';
import { startRun } from './runs.ts';

/** An entry wants a run to begin: why, and the data of the run. */
interface Firing {
  readonly reason: 'happened' | 'requested' | 'turned_true' | 'held_at_launch' | 'still_true';
  readonly data: JsonObject;
}

/**
 * Shows a journey's entry the occasion. Where it fires, the member enters, or a decision says why not:
 * - `paused`, `stopped`: what happens or is requested while the journey takes nobody in is lost.
 * - `already_open`: a run of the journey is open.
 * - `cooling_down`: the last run is too recent for another one.
 * - `not_eligible`: `who` fails. It is read once for each firing; the next firing is awaited.
 *
 * Nobody enters before `enrolled` or after a merge into somebody else, and an entry whose one run was had
 * (`reentry: never`) looks no more.
 */
export function lookAtEntry(draft: Draft, published: PublishedJourney): void {
  if (isAsleep(draft, published)) return;
  const { journey } = published;
  const firing = fires(draft, published);
  if (firing === null) return;
  const obstacle = closedBy(published.control) ?? obstacleTo(draft, journey);
  if (obstacle === null) {
    startRun(draft, journey, firing.reason, firing.data);
  } else {
    const decision = { journey: journey.id, runId: null, node: null, values: { firing: firing.reason } };
    draft.decide({ ...decision, what: 'not_entered', reason: obstacle });
  }
}

/** When time alone may make the entry fire; null: never. */
export function entryDeadline(draft: Draft, published: PublishedJourney): Instant | null {
  if (isAsleep(draft, published) || closedBy(published.control) !== null) return null;
  const { until, askAgainAt } = draft.memoryOf(published.journey.id);
  return earliest([until, askAgainAt]);
}

function isAsleep(draft: Draft, { journey }: PublishedJourney): boolean {
  const { enrolledAt, mergedInto } = draft.facts;
  if (enrolledAt === null || mergedInto !== undefined) return true;
  return isSpent(journey.entry, draft.memoryOf(journey.id));
}

function fires(draft: Draft, published: PublishedJourney): Firing | null {
  const { id, entry } = published.journey;
  if (entry.by.kind === 'when') return turnsTrue(draft, published, entry.by.condition);
  if (draft.occasion.kind !== 'event') return null;
  const { type, data } = draft.occasion.event;
  if (entry.by.kind === 'upon') {
    const isIt = type === entry.by.type && matches(entry.by.where, data);
    return isIt ? { reason: 'happened', data } : null;
  }
  if (type !== RUN_REQUESTED || data['journey'] !== id) return null;
  return { reason: 'requested', data: isJsonObject(data['data']) ? data['data'] : {} };
}

/**
 * A condition fires when it turns true; before enrolment it counts as false. Otherwise it fires
 * - at its first publication to an enrolled member, if it holds and `audienceAtLaunch` takes in existing members, and
 *   with `existing` never again;
 * - once more at the end of a cool-down, if the re-entry is `still_true`.
 *
 * While the journey is paused or stopped its truth is not looked at, so what turned true in a pause fires at the end of it.
 */
function turnsTrue(draft: Draft, published: PublishedJourney, condition: Condition): Firing | null {
  if (closedBy(published.control) !== null) return null;
  const { id, entry } = published.journey;
  const before = draft.memoryOf(id);
  const { holds, until } = evaluate(condition, draft.moment(null));
  const isLaunch = draft.occasion.kind === 'publication' && before.held === null;
  const isAskedAgain = before.askAgainAt !== null && before.askAgainAt <= draft.at;
  const isOver = entry.audienceAtLaunch === 'existing';
  draft.remember(id, {
    held: holds,
    until: isOver ? null : until,
    askAgainAt: isAskedAgain ? null : before.askAgainAt,
  });
  if (!holds) return null;
  if (isLaunch) return entry.audienceAtLaunch === 'future' ? null : { reason: 'held_at_launch', data: {} };
  if (isOver || isSilent(draft, published)) return null;
  if (before.held !== true) return { reason: 'turned_true', data: {} };
  return isAskedAgain ? { reason: 'still_true', data: {} } : null;
}

/** Whether this is a publication by which nobody enters: a new version, the end of a stop, or of a pause with `skip`. */
function isSilent({ occasion }: Draft, { journey, control }: PublishedJourney): boolean {
  if (occasion.kind !== 'publication') return false;
  const former = occasion.before?.journeys.find((published) => published.journey.id === journey.id);
  if (former === undefined || former.journey.version !== journey.version) return true;
  if (former.control.kind === 'stopped') return true;
  return former.control.kind === 'paused' && control.kind === 'resumed' && control.onResume === 'skip';
}

function obstacleTo(draft: Draft, journey: Journey): 'already_open' | 'cooling_down' | 'not_eligible' | null {
  const { entry, id } = journey;
  if (draft.runs.some((run) => run.journey === id)) return 'already_open';
  if (isCoolingDown(entry, draft.memoryOf(id), draft.at, draft.zone)) return 'cooling_down';
  return entry.who === null || evaluate(entry.who, draft.moment(null)).holds ? null : 'not_eligible';
}
