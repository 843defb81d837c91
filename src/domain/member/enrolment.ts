import type { NewEvent } from '../event/member-event.ts';
import type { Channel } from '../lifecycle/facts.ts';
import type { Zone } from '../values/calendar.ts';
import { deriveUuid, type Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';

export interface Enrolment {
  /** Id of the `enrolled` event; the consents' ids follow from it. */
  readonly eventId: Uuid;
  readonly source: string;
  readonly at: Instant;
  /** Null: the program's. */
  readonly timezone: Zone | null;
  readonly locale: string | null;
  readonly attributes: JsonObject;
  /** Channels on which the member has an address; the addresses themselves never enter the log. */
  readonly reachable: readonly Channel[];
  readonly consents: readonly GivenConsent[];
}

export interface GivenConsent {
  readonly topic: string;
  readonly channel: Channel;
  readonly basis: string;
  readonly textVersion: string;
}

/**
 * The events of an enrolment, to be recorded together: `enrolled`, then the consents given with it. The consents name
 * `enrolled` as their cause, so a journey that greets new members knows them when it looks.
 */
export function enrolmentEvents({
  eventId,
  source,
  at,
  consents,
  ...profile
}: Enrolment): readonly NewEvent[] {
  const common = { occurredAt: at, origin: 'source', source, decidedAfter: null } as const;
  return [
    { ...common, id: eventId, type: 'enrolled', data: profile, cause: null },
    ...consents.map((consent) => ({
      ...common,
      id: deriveUuid('event', eventId, consent.topic, consent.channel),
      type: 'consent_given',
      data: { ...consent },
      cause: { event: eventId, depth: 1 },
    })),
  ];
}
