import { emptyLog, recordEvent, type LogEnd, type RecordedEvent } from '../event/record-event.ts';
import type { IncomingEvent } from '../event/incoming-event.ts';
import type { Definitions } from '../lifecycle/definitions.ts';
import type { Channel } from './channel.ts';
import type { Program } from '../program/program.ts';
import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import { ok } from '../values/result.ts';
import type { Refusal, Result } from '../values/result.ts';
import { checkAttributes, reachableBy, type Contact } from './profile.ts';

/** Source of the events by which a member begins. */
const ENROLMENT_SOURCE = 'enrolment';

export interface GivenConsent {
  readonly topic: string;
  readonly channel: Channel;
  /** By what the member agreed, such as `checkbox`. */
  readonly basis: string;
  /** Which wording they agreed to. */
  readonly textVersion: string;
}

export interface Enrolment {
  readonly memberId: Uuid;
  readonly contact: Contact;
  readonly attributes: JsonObject;
  readonly enrolledAt: Instant;
  readonly consents: readonly GivenConsent[];
}

export interface EnrolRules {
  readonly definitions: Definitions;
  /** The program in force at `enrolledAt`. */
  readonly program: Program;
  readonly now: Instant;
}

export interface Enrolled {
  readonly end: LogEnd;
  /**
   * `enrolled`, then a `consent_given` for each consent, each with what it earned; never empty. The consents name
   * `enrolled` as their cause, so a journey that greets new members knows them when it looks.
   */
  readonly recorded: readonly { readonly event: IncomingEvent; readonly outcome: RecordedEvent }[];
}

/**
 * The beginning of a member's log. Earn rules upon `enrolled` award points like those upon any other event. Pure.
 * Refuses `unknown_attribute`, `unknown_topic`, `occurred_in_future`, `points_overflow` and `invalid_input`.
 */
export function enrol(enrolment: Enrolment, { definitions, program, now }: EnrolRules): Result<Enrolled> {
  const declared = checkAttributes(definitions.program, enrolment.attributes);
  if (!declared.ok) return declared;
  let end = emptyLog(enrolment.memberId, definitions.watched, now);
  const recorded: { event: IncomingEvent; outcome: RecordedEvent }[] = [];
  for (const [index, event] of eventsOf(enrolment).entries()) {
    const enrolled = recorded[0]?.outcome.answer.eventId;
    const cause = enrolled === undefined ? {} : { cause: { event: enrolled, depth: 1 } };
    const outcome = recordEvent({ member: end, event, definitions, program, now, ...cause });
    if (!outcome.ok) return { ok: false, refusal: placed(outcome.refusal, index) };
    end = outcome.value.end;
    recorded.push({ event, outcome: outcome.value });
  }
  return ok({ end, recorded });
}

function eventsOf({ memberId, contact, attributes, enrolledAt, consents }: Enrolment): IncomingEvent[] {
  const { timezone, locale } = contact;
  // A member may have been one for years before we hear of it, so the age of these events does not matter.
  const head = { source: ENROLMENT_SOURCE, member: { id: memberId }, occurredAt: enrolledAt, history: true };
  const given = consents.map((consent, index) => ({
    ...head,
    externalId: `${memberId}/consent/${index + 1}`,
    type: 'consent_given',
    data: { ...consent },
  }));
  const reachable = reachableBy(contact);
  const data = { timezone, locale, reachable, attributes };
  return [{ ...head, externalId: memberId, type: 'enrolled', data }, ...given];
}

/** A refusal of one of the events, with the place in the enrolment instead of the place in the event. */
function placed(refusal: Refusal, index: number): Refusal {
  if (refusal.pointer === undefined) return refusal;
  const pointer =
    index === 0
      ? refusal.pointer.replace(/^\/occurredAt$/, '/enrolledAt')
      : refusal.pointer.replace(/^\/data\//, `/consents/${index - 1}/`);
  return { ...refusal, pointer };
}
