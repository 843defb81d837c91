import type { Tx } from '../../db/database.ts';
import type { MessageStatus } from '../../db/tables/message.ts';
import { outcomeEvent, type MessageOutcome } from '../../domain/event/outcome-event.ts';
import { formatInstant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { appendEvents } from '../event/append-events.ts';
import { plannedMessage, type MessageRow } from './message-row.ts';

/** How a message ends. What its run makes of it follows from the log. */
export type Conclusion =
  | { readonly status: 'sent'; readonly providerId: string }
  | { readonly status: 'skipped' | 'failed' | 'unknown'; readonly reason: string };

const OUTCOMES = {
  sent: 'message_sent',
  skipped: 'message_skipped',
  failed: 'message_failed',
  unknown: 'message_unknown',
} as const satisfies Partial<Record<MessageStatus, MessageOutcome>>;

/** Ends a message: its row, and the outcome in the member's log. The member's lock is held. */
export async function concludeMessage(
  tx: Tx,
  ctx: Context,
  row: MessageRow,
  conclusion: Conclusion,
): Promise<void> {
  const { status } = conclusion;
  const reason = status === 'sent' ? null : conclusion.reason;
  await tx
    .updateTable('message')
    .set({
      status,
      reason,
      provider_id: status === 'sent' ? conclusion.providerId : null,
      settled_at: formatInstant(ctx.now),
      next_attempt_at: null,
      claim_token: null,
      lease_until: null,
    })
    .where('id', '=', row.id)
    .execute();
  const definitions = await ctx.definitions.current(tx, row.program_id);
  if (definitions === null) throw new Error(`program ${row.program_id} has published nothing`);
  const event = outcomeEvent(plannedMessage(row), OUTCOMES[status], reason, ctx.now);
  await appendEvents(tx, {
    definitions,
    now: ctx.now,
    members: [{ memberId: row.member_id, events: [event] }],
  });
}
