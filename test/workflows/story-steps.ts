import type { Database } from '../../src/db/database.ts';
import type { MemberEvent } from '../../src/domain/event/member-event.ts';
import type { Story, StoryEvent } from '../../src/domain/simulation/story.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import type { JsonObject } from '../../src/domain/values/json.ts';
import type { Context } from '../../src/services/context.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { storedEvent } from '../../src/services/event/stored-events.ts';
import { enrolMembers } from '../../src/services/member/enrol-members.ts';

/** Enrols the story's member, with addresses on the channels on which they can be reached. */
export async function enrol(
  ctx: Context,
  programId: string,
  member: Story['member'],
  name: string,
): Promise<Uuid> {
  const { zone, locale, attributes, reachable, consents } = member;
  const [item] = await enrolMembers(ctx, programId, [
    {
      externalId: name,
      email: reachable.includes('email') ? `${name}@example.com` : undefined,
      phone: reachable.includes('sms') ? '+4930123456' : undefined,
      timezone: zone ?? undefined,
      locale: locale ?? undefined,
      attributes,
      consents: consents.map(({ topic, channel }) => ({ topic, channel, basis: 'story', textVersion: '1' })),
    },
  ]);
  if (item?.status !== 'enrolled') throw new Error(JSON.stringify(item));
  return item.memberId;
}

/** Records what happens in the story; the same again changes nothing. */
export async function record(
  ctx: Context,
  programId: string,
  memberId: Uuid,
  event: StoryEvent,
): Promise<void> {
  const { at: occurredAt, type, data } = event;
  const isResponse = type === 'message_opened' || type === 'message_clicked';
  const incoming = {
    externalId: `${memberId} ${type} ${occurredAt}`,
    source: 'story',
    type,
    member: { id: memberId },
    occurredAt,
    data: isResponse ? await responseData(ctx.db, memberId, event) : data,
  };
  const [item] = await recordEvents(ctx, programId, [incoming]);
  if (item === undefined || item.status === 'refused') throw new Error(JSON.stringify(item));
}

/** A story says where a message came from, a mail provider says which it was. */
async function responseData(db: Database, memberId: Uuid, { data }: StoryEvent): Promise<JsonObject> {
  const { journey, node, ...rest } = data;
  if (typeof journey !== 'string' || typeof node !== 'string') throw new TypeError('which message?');
  const { id } = await db
    .selectFrom('message')
    .select('id')
    .where('member_id', '=', memberId)
    .where('journey_id', '=', journey)
    .where('node', '=', node)
    .orderBy('planned_at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return { ...rest, messageId: id };
}

/** A member's whole log. */
export async function logOf(db: Database, memberId: Uuid): Promise<readonly MemberEvent[]> {
  const rows = await db
    .selectFrom('member_event')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('seq')
    .execute();
  return rows.map(storedEvent);
}
