import type { Queryable } from '../../db/database.ts';
import { anyOfIds, anyOfTexts } from '../../db/array-parameter.ts';
import { isMessageResponse } from '../../domain/event/event-type.ts';
import type { IncomingEvent, MemberReference } from '../../domain/event/incoming-event.ts';
import { parseUuid } from '../../domain/values/identity.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { JsonObject } from '../../domain/values/json.ts';
import { ok, refuse } from '../../domain/values/result.ts';
import type { Result } from '../../domain/values/result.ts';
import { parsePublicId } from '../../schemas/http/public-id.ts';
import { contentOf, type EventContent } from './event-key.ts';

/** An event with the member whose log it belongs to, under its permanent key. */
export interface AddressedEvent {
  readonly event: IncomingEvent;
  /** Who was named, or took over who was named. */
  readonly memberId: Uuid;
  readonly content: EventContent;
}

/**
 * Finds the member of each event, or who took them over, and what the database knows of a message that was opened or
 * clicked, in a statement for each kind of id. In order. Refuses `unknown_member`, and `invalid_input` for a message
 * that the member was never sent.
 */
export async function addressEvents(
  db: Queryable,
  programId: string,
  events: readonly IncomingEvent[],
): Promise<readonly Result<AddressedEvent>[]> {
  const members = await findMembers(db, programId, events);
  const messages = await findMessages(db, events);
  return events.map((event) => {
    const member = members.get(memberKey(event.member));
    if (member === undefined)
      return refuse('unknown_member', 'no member of the program has this id', '/member');
    // Sent again after a merge, an event is the same as before: its content names whom the sender named.
    const addressed = { memberId: member.mergedInto ?? member.id, content: contentOf(event, member.id) };
    const { type, data } = event;
    if (!isMessageResponse(type)) return ok({ ...addressed, event });
    const message = messages.get(messageIdIn(data) ?? '');
    if (message?.member_id !== member.id && message?.member_id !== member.mergedInto) {
      return refuse('invalid_input', 'the member was never sent this message', '/data/messageId');
    }
    return ok({ ...addressed, event: { ...event, data: withMessage(data, message) } });
  });
}

/** The same text for references that are equal. */
export function memberKey(member: MemberReference): string {
  return 'id' in member ? `id:${member.id}` : `external:${member.externalId}`;
}

interface NamedMember {
  readonly id: Uuid;
  readonly mergedInto: Uuid | null;
}

async function findMembers(
  db: Queryable,
  programId: string,
  events: readonly IncomingEvent[],
): Promise<ReadonlyMap<string, NamedMember>> {
  const ids = new Set<Uuid>();
  const externalIds = new Set<string>();
  for (const { member } of events) {
    if ('id' in member) ids.add(member.id);
    else externalIds.add(member.externalId);
  }
  const members = db
    .selectFrom('member')
    .select(['id', 'external_id', 'merged_into as mergedInto'])
    .where('program_id', '=', programId);
  const byExternalId =
    externalIds.size === 0
      ? []
      : await members.where('external_id', '=', anyOfTexts([...externalIds])).execute();
  const byId = ids.size === 0 ? [] : await members.where('id', '=', anyOfIds([...ids])).execute();
  return new Map([
    ...byExternalId.map((row) => [memberKey({ externalId: row.external_id }), row] as const),
    ...byId.map((row) => [memberKey({ id: row.id }), row] as const),
  ]);
}

interface MessageRow {
  readonly id: Uuid;
  readonly member_id: Uuid;
  readonly run_id: Uuid;
  readonly journey_id: string;
  readonly node: string;
  readonly template: string;
  readonly channel: string;
}

async function findMessages(
  db: Queryable,
  events: readonly IncomingEvent[],
): Promise<ReadonlyMap<string, MessageRow>> {
  const ids = events
    .filter(({ type }) => isMessageResponse(type))
    .flatMap(({ data }) => messageIdIn(data) ?? []);
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('message')
    .select(['id', 'member_id', 'run_id', 'journey_id', 'node', 'template', 'channel'])
    .where('id', '=', anyOfIds(ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

function messageIdIn({ messageId }: JsonObject): Uuid | null {
  return typeof messageId === 'string' ? (parsePublicId('msg', messageId) ?? parseUuid(messageId)) : null;
}

function withMessage(data: JsonObject, message: MessageRow): JsonObject {
  const { id: messageId, run_id: run, journey_id: journey, node, template, channel } = message;
  return { ...data, messageId, run, journey, node, template, channel };
}
