import type { Tx } from '../../db/database.ts';
import { lockMembers } from '../../db/queries/member-lock.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { formatInstant, instantOf, MINUTE_MS } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { failpoint } from '../failpoint.ts';
import { concludeMessage } from './conclude-message.ts';
import { ownerOf, readMessage, type MessageRow } from './message-row.ts';

/** What came of a claimed message. */
export type Attempt =
  | { readonly kind: 'sent'; readonly providerId: string }
  /** Nothing was handed over, and nothing will be. */
  | { readonly kind: 'skipped'; readonly reason: string }
  /** Nothing was handed over; `permanent`: trying again is of no use. */
  | { readonly kind: 'failed'; readonly permanent: boolean; readonly reason: string }
  /** It may have been handed over. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface SettleMessage {
  readonly messageId: Uuid;
  /** Of the claim. */
  readonly token: Uuid;
  readonly attempt: Attempt;
}

/** Pauses after each attempt that failed; after the last of them the message has failed for good, six hours later. */
const PAUSES_MINUTES = [1, 5, 15, 60, 120, 180];

/**
 * Writes down what came of a claimed message: the outcome in the log, or the next attempt. A claim that was replaced
 * meanwhile settles nothing, but where the message had become `unknown`, a late outcome corrects its state; the run
 * went on long ago.
 */
export async function settleMessage(
  ctx: Context,
  { messageId, token, attempt }: SettleMessage,
): Promise<void> {
  await ctx.db.transaction().execute(async (tx) => {
    const memberId = await ownerOf(tx, messageId);
    if (memberId === null) return;
    await lockMembers(tx, [memberId]);
    const row = await readMessage(tx, messageId);
    if (row.status === 'unknown') await correct(tx, row, attempt);
    else if (row.status === 'claimed' && row.claim_token === token) await settle(tx, ctx, row, attempt);
    failpoint('settle_before_commit');
  });
  failpoint('settle_after_commit');
}

async function settle(tx: Tx, ctx: Context, row: MessageRow, attempt: Attempt): Promise<void> {
  switch (attempt.kind) {
    case 'sent':
      return concludeMessage(tx, ctx, row, { status: 'sent', providerId: attempt.providerId });
    case 'skipped':
      return concludeMessage(tx, ctx, row, { status: 'skipped', reason: attempt.reason });
    case 'failed':
      if (attempt.permanent)
        return concludeMessage(tx, ctx, row, { status: 'failed', reason: attempt.reason });
      return postpone(tx, ctx, row, attempt.reason);
    case 'unknown':
      if (row.class === 'transactional') return postpone(tx, ctx, row, attempt.reason);
      return concludeMessage(tx, ctx, row, { status: 'unknown', reason: 'outcome_unknown' });
  }
}

async function postpone(tx: Tx, ctx: Context, row: MessageRow, reason: string): Promise<void> {
  const pauseMinutes = PAUSES_MINUTES[row.attempts - 1];
  if (pauseMinutes === undefined) return concludeMessage(tx, ctx, row, { status: 'failed', reason });
  await tx
    .updateTable('message')
    .set({
      status: 'planned',
      reason,
      claim_token: null,
      lease_until: null,
      next_attempt_at: formatInstant(instantOf(ctx.now + pauseMinutes * MINUTE_MS)),
    })
    .where('id', '=', row.id)
    .execute();
}

async function correct(tx: Tx, row: MessageRow, attempt: Attempt): Promise<void> {
  if (attempt.kind !== 'sent') return;
  await tx
    .updateTable('message')
    .set({ status: 'sent', provider_id: attempt.providerId })
    .where('id', '=', row.id)
    .execute();
}
