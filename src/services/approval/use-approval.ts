import type { Tx } from '../../db/database.ts';
import { checkUse, type ProposedAdjustment } from '../../domain/approval/approval.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { refuse, type Result } from '../../domain/values/result.ts';
import { actorName } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { lockApproval } from './approval-row.ts';

export interface ApprovedUse {
  readonly programId: string;
  readonly approvalId: Uuid;
  readonly proposed: ProposedAdjustment;
}

/**
 * Makes sure that an adjustment may be carried out by an approval, which nobody else can use until the transaction ends.
 * Refuses `unknown_approval`, and what `checkUse` refuses.
 */
export async function usableApproval(
  tx: Tx,
  { now }: Context,
  { programId, approvalId, proposed }: ApprovedUse,
): Promise<Result<null>> {
  const approval = await lockApproval(tx, programId, approvalId);
  if (approval === null) {
    return refuse('unknown_approval', 'the program has no approval with this id', '/approval');
  }
  return checkUse(approval, proposed, now);
}

/** Uses an approval up. */
export async function markUsed(
  tx: Tx,
  { now, actor }: Context,
  approvalId: Uuid,
  transactionId: Uuid,
): Promise<void> {
  await tx
    .updateTable('approval')
    .set({
      status: 'used',
      used_by: actorName(actor),
      used_at: new Date(now),
      transaction_id: transactionId,
    })
    .where('id', '=', approvalId)
    .execute();
}
