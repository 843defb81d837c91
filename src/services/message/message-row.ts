import type { Selectable } from 'kysely';
import type { Queryable, Tx } from '../../db/database.ts';
import type { MessageTables } from '../../db/tables/message.ts';
import type { PlannedMessage } from '../../domain/lifecycle/advance-result.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { readContent } from '../../schemas/stored/message.ts';

export type MessageRow = Selectable<MessageTables['message']>;

/** Whose message it is: what must be locked before the message is read. Null: there is no such message. */
export async function ownerOf(db: Queryable, messageId: Uuid): Promise<Uuid | null> {
  const row = await db
    .selectFrom('message')
    .select('member_id')
    .where('id', '=', messageId)
    .executeTakeFirst();
  return row?.member_id ?? null;
}

/** The message as it stands; its member's lock must be held. */
export async function readMessage(tx: Tx, messageId: Uuid): Promise<MessageRow> {
  return tx.selectFrom('message').selectAll().where('id', '=', messageId).executeTakeFirstOrThrow();
}

export function plannedMessage(row: MessageRow): PlannedMessage {
  return {
    id: row.id,
    runId: row.run_id,
    journey: row.journey_id,
    node: row.node,
    channel: row.channel,
    template: row.template,
    class: row.class,
    topic: row.topic,
    with: readContent(row.content),
    plannedAt: row.planned_at,
    depth: row.depth,
  };
}
