import { inTransaction } from '../../db/database.ts';
import { requested, type Approval, type ProposedAdjustment } from '../../domain/approval/approval.ts';
import { checkAmount } from '../../domain/ledger/consume.ts';
import { walletOf } from '../../domain/program/wallets.ts';
import { deriveUuid } from '../../domain/values/identity.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import { actorName, appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { refuseMerged } from '../member/refuse-merged.ts';
import { insertApproval, lockApproval } from './approval-row.ts';

export interface RequestApproval {
  readonly programId: string;
  readonly source: string;
  /** The sender's id of the request: with program and source it names the approval. */
  readonly requestId: string;
  readonly adjustment: ProposedAdjustment;
}

export interface RequestedApproval {
  /** `duplicate`: it was asked for before, and nothing has been changed now. */
  readonly status: 'requested' | 'duplicate';
  /** As it stands now. */
  readonly approval: Approval;
}

/**
 * Asks that somebody else approve an adjustment, exactly as it stands here. Asking again changes nothing. Refuses
 * `no_program`, `unknown_member`, `member_merged`, `unknown_wallet`, `invalid_amount`, and `key_conflict` when the id
 * was used for something else.
 */
export async function requestApproval(
  ctx: Context,
  { programId, source, requestId, adjustment }: RequestApproval,
): Promise<Result<RequestedApproval>> {
  return inTransaction(ctx.db, async (tx): Promise<Result<RequestedApproval>> => {
    const definitions = await ctx.definitions.current(tx, programId);
    if (definitions === null) return refuse('no_program', 'no program has been applied');
    const { memberId, wallet, points } = adjustment;
    const member = await tx
      .selectFrom('member')
      .select('merged_into')
      .where('id', '=', memberId)
      .where('program_id', '=', programId)
      .executeTakeFirst();
    if (member === undefined) return refuse('unknown_member', 'no member of the program has this id');
    if (member.merged_into !== null) return refuseMerged(memberId, member.merged_into);
    const known = walletOf(definitions.program, wallet);
    if (!known.ok) return known;
    const valid = checkAmount({ wallet, points: Math.abs(points) });
    if (!valid.ok) return valid;
    const id = deriveUuid('approval', programId, source, requestId);
    const approval = requested(id, adjustment, { by: actorName(ctx.actor), now: ctx.now });
    if (!(await insertApproval(tx, programId, approval))) {
      const before = await lockApproval(tx, programId, id);
      return before?.payloadHash === approval.payloadHash
        ? ok({ status: 'duplicate', approval: before })
        : refuse('key_conflict', `the id ${requestId} was used for another approval`, '/id');
    }
    await appendAudit(tx, ctx, {
      programId,
      action: 'approval.requested',
      subject: id,
      detail: { member: memberId, wallet, points },
    });
    return ok({ status: 'requested', approval });
  });
}
