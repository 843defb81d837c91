import { sql } from 'kysely';
import { anyOfIds, arrayOf } from '../../db/array-parameter.ts';
import type { Tx } from '../../db/database.ts';
import { insertRows, type Columns } from '../../db/insert-rows.ts';
import { writeContent } from '../../schemas/stored/message.ts';
import type { AdvancedMember } from './advance-one.ts';

const MESSAGE_COLUMNS: Columns<'message'> = [
  ['id', 'uuid'],
  ['program_id', 'text'],
  ['member_id', 'uuid'],
  ['run_id', 'uuid'],
  ['journey_id', 'text'],
  ['node', 'text'],
  ['channel', 'text'],
  ['template', 'text'],
  ['class', 'text'],
  ['topic', 'text'],
  ['content', 'jsonb'],
  ['planned_at', 'timestamptz'],
  ['depth', 'integer'],
  ['status', 'text'],
  ['attempts', 'integer'],
  ['next_attempt_at', 'timestamptz'],
];

/**
 * Adds planned messages, due at once; withdraws those of runs that ended, unless they are claimed; and lets those be
 * asked again that a pause holds back, because its end may be what marked the member.
 */
export async function saveMessages(
  tx: Tx,
  programId: string,
  advanced: readonly AdvancedMember[],
): Promise<void> {
  await insertPlanned(tx, programId, advanced);
  await withdraw(tx, advanced);
  await askHeldAgain(tx, advanced);
}

async function insertPlanned(tx: Tx, programId: string, advanced: readonly AdvancedMember[]): Promise<void> {
  const rows = advanced.flatMap(({ end: { memberId }, advanced: { messages } }) =>
    messages.map((message) => ({
      id: message.id,
      program_id: programId,
      member_id: memberId,
      run_id: message.runId,
      journey_id: message.journey,
      node: message.node,
      channel: message.channel,
      template: message.template,
      class: message.class,
      topic: message.topic,
      content: writeContent(message.with),
      planned_at: message.plannedAt,
      depth: message.depth,
      status: 'planned' as const,
      attempts: 0,
      next_attempt_at: message.plannedAt,
    })),
  );
  await insertRows(tx, 'message', MESSAGE_COLUMNS, rows);
}

async function withdraw(tx: Tx, advanced: readonly AdvancedMember[]): Promise<void> {
  const rows = advanced.flatMap(({ at, advanced: { withdrawn } }) =>
    withdrawn.map(({ messageId, reason }) => ({ messageId, reason, at })),
  );
  if (rows.length === 0) return;
  const ids = arrayOf(
    'uuid',
    rows.map(({ messageId }) => messageId),
  );
  const reasons = arrayOf(
    'text',
    rows.map(({ reason }) => reason),
  );
  const instants = arrayOf(
    'timestamptz',
    rows.map(({ at }) => at),
  );
  await sql`
    update message m set status = 'withdrawn', reason = w.reason, settled_at = w.at, next_attempt_at = null
    from unnest(${ids}, ${reasons}, ${instants}) as w (id, reason, at)
    where m.id = w.id and m.status = 'planned'`.execute(tx);
}

async function askHeldAgain(tx: Tx, advanced: readonly AdvancedMember[]): Promise<void> {
  const marked = advanced.filter(({ member }) => member.needsAdvanceSince !== null);
  const ids = marked.map(({ end }) => end.memberId);
  await sql`
    update message set next_attempt_at = planned_at
    where member_id = ${anyOfIds(ids)} and status = 'planned' and next_attempt_at is null`.execute(tx);
}
