import { payloadHashOf, type ProposedAdjustment } from '../../domain/approval/approval.ts';
import { expiryOfGiven } from '../../domain/earning/given-expiry.ts';
import { adjust, type Adjustment } from '../../domain/ledger/adjust.ts';
import { checkAmount } from '../../domain/ledger/consume.ts';
import type { Program } from '../../domain/program/program.ts';
import { walletOf } from '../../domain/program/wallets.ts';
import { instructionKey } from '../../domain/values/business-key.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { ok, type Result } from '../../domain/values/result.ts';
import { markUsed, usableApproval } from '../approval/use-approval.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { takeAllowance } from './adjustment-allowance.ts';
import {
  doneBefore,
  entryUnder,
  headOf,
  instructionId,
  onceByKey,
  type Instructed,
  type Instruction,
} from './instruction.ts';
import { ledgerOf, postLocked, withLockedMember, type LockedMember } from './with-locked-member.ts';

export interface AdjustPoints extends Instruction, ProposedAdjustment {
  /** What somebody else has approved; null: within what the actor may adjust alone. */
  readonly approvalId: Uuid | null;
}

/**
 * Corrects a balance by hand: adds points in a lot of their own, or takes those that expire first. What the actor
 * adjusts in a day and wallet beyond the program's limit needs an approval of exactly this adjustment, which is used up
 * with it. Sending it again changes nothing. Refuses `no_program`, `unknown_member`, `member_merged`, `unknown_wallet`,
 * `invalid_amount`, `insufficient_points`, `points_overflow`, `key_conflict`, `unknown_approval`, and what `checkUse`
 * refuses, `approval_missing` above all.
 */
export async function adjustPoints(ctx: Context, input: AdjustPoints): Promise<Result<Instructed>> {
  return onceByKey(() => withLockedMember(ctx, input, (locked) => carryOut(locked, input)));
}

async function carryOut(locked: LockedMember, input: AdjustPoints): Promise<Result<Instructed>> {
  const { tx, ctx, posting } = locked;
  const { programId, memberId, approvalId, reason } = input;
  const { program } = posting.definitions;
  const proposed = proposedBy(input);
  const businessKey = instructionKey('adjust', instructionId('adjust', input));
  const contentHash = payloadHashOf(proposed);
  const before = await doneBefore(tx, { programId, memberId, businessKey, contentHash });
  if (!before.ok) return before;
  if (before.value !== null) return ok({ status: 'duplicate', entry: before.value });
  const ledger = await ledgerOf(locked);
  const change = adjustmentOf(proposed, program, ctx.now);
  if (!change.ok) return change;
  const adjusted = adjust(ledger.standing, headOf(ctx, businessKey, reason), change.value, ctx.now);
  if (!adjusted.ok) return adjusted;
  const allowed =
    approvalId === null
      ? await takeAllowance(tx, ctx, program, proposed)
      : await usableApproval(tx, ctx, { programId, approvalId, proposed });
  if (!allowed.ok) return allowed;
  const posted = await postLocked(locked, ledger, adjusted.value, contentHash);
  if (!posted.ok) return posted;
  const transaction = adjusted.value.id;
  if (approvalId !== null) await markUsed(tx, ctx, approvalId, transaction);
  const { wallet, points } = proposed;
  await appendAudit(tx, ctx, {
    programId,
    action: 'points.adjusted',
    subject: memberId,
    detail: { wallet, points, transaction, approval: approvalId },
  });
  return ok({ status: 'done', entry: await entryUnder(tx, { programId, memberId, businessKey }) });
}

/** Nothing but the adjustment. */
function proposedBy({ memberId, wallet, points, expiresAt, reason }: AdjustPoints): ProposedAdjustment {
  return { memberId, wallet, points, expiresAt, reason };
}

/** Refuses `unknown_wallet` and `invalid_amount`. */
function adjustmentOf(
  { wallet, points, expiresAt }: ProposedAdjustment,
  program: Program,
  now: Instant,
): Result<Adjustment> {
  const known = walletOf(program, wallet);
  if (!known.ok) return known;
  const amount = { wallet, points: Math.abs(points) };
  const valid = checkAmount(amount);
  if (!valid.ok) return valid;
  if (points < 0) return ok({ kind: 'take', ...amount });
  return ok({ kind: 'add', ...amount, expiresAt: expiryOfGiven(program, wallet, now, expiresAt) });
}
