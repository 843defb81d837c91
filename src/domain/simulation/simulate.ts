import type { IncomingEvent } from '../event/incoming-event.ts';
import { isMessageResponse } from '../event/event-type.ts';
import type { MemberEvent } from '../event/member-event.ts';
import type { Decision } from '../lifecycle/advance-result.ts';
import type { Definitions } from '../lifecycle/definitions.ts';
import type { Enrolment } from '../member/enrol.ts';
import { deriveUuid, type Uuid } from '../values/identity.ts';
import type { JsonObject } from '../values/json.ts';
import type { Story, StoryEvent } from './story.ts';
import { traceOf, type TraceLine } from './trace.ts';
import { VirtualMember } from './virtual-member.ts';

export interface Simulation {
  readonly trace: readonly TraceLine[];
  readonly log: readonly MemberEvent[];
  readonly decisions: readonly Decision[];
}

const SOURCE = 'story';

/**
 * Tells a story on a virtual clock, by the functions that ingest and workflows call; the same story, the same trace.
 * Definitions by `publishedAt`, the first not after the story's start. Throws `RangeError` for an event that ingest
 * would refuse.
 */
export function simulate(
  story: Omit<Story, 'name' | 'expect'>,
  publications: readonly Definitions[],
  memberId: Uuid = deriveUuid('member', SOURCE),
): Simulation {
  const member = new VirtualMember(memberId, publications, story.start);
  member.enrol(enrolmentOf(story));
  for (const [index, event] of story.events.toSorted((a, b) => a.at - b.at).entries()) {
    member.live(event.at);
    member.record(incoming(member, memberId, event, String(index + 1)));
  }
  member.live(story.until);
  return { trace: traceOf(member.log), log: member.log, decisions: member.decisions };
}

/** Whoever can be reached has an address; which one decides nothing, and no mail leaves a simulation. */
function enrolmentOf({
  start: enrolledAt,
  member,
}: Pick<Story, 'start' | 'member'>): Omit<Enrolment, 'memberId'> {
  const { zone: timezone, locale, attributes, reachable } = member;
  const email = reachable.includes('email') ? 'member@example.com' : null;
  const phone = reachable.includes('sms') ? '+10000000000' : null;
  const consents = member.consents.map(({ topic, channel }) => ({
    topic,
    channel,
    basis: SOURCE,
    textVersion: '1',
  }));
  return { contact: { email, phone, timezone, locale }, attributes, enrolledAt, consents };
}

function incoming(member: VirtualMember, id: Uuid, event: StoryEvent, externalId: string): IncomingEvent {
  const { at: occurredAt, type, data } = event;
  const told = isMessageResponse(type) ? { ...data, ...messageMeant(member, event) } : data;
  return { externalId, source: SOURCE, type, member: { id }, occurredAt, data: told };
}

function messageMeant(member: VirtualMember, { type, data: { journey, node } }: StoryEvent): JsonObject {
  const message = member.messageFrom(journey, node);
  if (message === undefined) {
    throw new RangeError(
      `${type}: nothing was sent by then from node ${JSON.stringify(node)} of journey ${JSON.stringify(journey)}`,
    );
  }
  const { id: messageId, runId: run, template, channel } = message;
  return { messageId, run, template, channel };
}
