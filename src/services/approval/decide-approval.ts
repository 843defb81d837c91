import { inTransaction } from '../../db/database.ts';
import { approve, reject, type Approval } from '../../domain/approval/approval.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { refuse, type Result } from '../../domain/values/result.ts';
import { actorName, appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { lockApproval, saveDecision } from './approval-row.ts';

export interface ApprovalAddress {
  readonly programId: string;
  readonly approvalId: Uuid;
}

/**
 * Agrees to an adjustment that somebody else has asked for. Refuses `unknown_approval`, `self_approval`,
 * `approval_decided` and `approval_expired`.
 */
export async function approveAdjustment(ctx: Context, address: ApprovalAddress): Promise<Result<Approval>> {
  return decide(ctx, address, 'approval.given', approve);
}

/**
 * Ends a request for an approval, one's own as well. Refuses `unknown_approval`, `approval_decided` and
 * `approval_expired`.
 */
export async function rejectAdjustment(ctx: Context, address: ApprovalAddress): Promise<Result<Approval>> {
  return decide(ctx, address, 'approval.rejected', reject);
}

async function decide(
  ctx: Context,
  { programId, approvalId }: ApprovalAddress,
  action: string,
  decision: (approval: Approval, by: string, now: Instant) => Result<Approval>,
): Promise<Result<Approval>> {
  return inTransaction(ctx.db, async (tx): Promise<Result<Approval>> => {
    const approval = await lockApproval(tx, programId, approvalId);
    if (approval === null) return refuse('unknown_approval', 'the program has no approval with this id');
    const decided = decision(approval, actorName(ctx.actor), ctx.now);
    if (!decided.ok) return decided;
    await saveDecision(tx, decided.value);
    await appendAudit(tx, ctx, { programId, action, subject: approvalId });
    return decided;
  });
}
