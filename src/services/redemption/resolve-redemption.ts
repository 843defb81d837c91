import type { Revival } from '../../domain/ledger/give-back.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { LedgerTransaction, TransactionHead } from '../../domain/ledger/transaction.ts';
import { revivalOf } from '../../domain/program/program.ts';
import type { Redemption } from '../../domain/redemption/redemption.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { headOf } from '../ledger/instruction.ts';
import { ledgerOf, postLocked, withLockedMember } from '../ledger/with-locked-member.ts';
import { readRedemption, saveRedemption } from './redemption-row.ts';

export interface RedemptionAddress {
  readonly programId: string;
  readonly memberId: Uuid;
  readonly redemptionId: Uuid;
}

/** What a step of a redemption is decided from. */
export interface Resolving {
  readonly redemption: Redemption;
  readonly standing: Standing;
  readonly revival: Revival;
  readonly now: Instant;
  /** The head of the step's transaction, under the key that it may use once. */
  readonly head: (businessKey: string) => TransactionHead;
}

/** What a step does; a transaction of null: it was done before, and nothing is to be changed. */
export interface Resolved {
  readonly redemption: Redemption;
  readonly transaction: LedgerTransaction | null;
}

/**
 * Takes a redemption one step further by `decide`, with the member locked and their ledger settled; answers where it
 * stands then. Refuses `no_program`, `unknown_member`, `unknown_redemption`, and what `decide` refuses.
 */
export async function resolveRedemption(
  ctx: Context,
  address: RedemptionAddress,
  decide: (resolving: Resolving) => Result<Resolved>,
): Promise<Result<Redemption>> {
  return withLockedMember(ctx, address, async (locked): Promise<Result<Redemption>> => {
    const { memberId, redemptionId } = address;
    const known = await readRedemption(locked.tx, memberId, redemptionId);
    if (known === null) return refuse('unknown_redemption', 'the member has no redemption with this id');
    const { redemption: before } = known;
    const ledger = await ledgerOf(
      locked,
      before.shares.map(({ lotId }) => lotId),
    );
    const { program } = locked.posting.definitions;
    const resolved = decide({
      redemption: before,
      standing: ledger.standing,
      revival: revivalOf(program, before.wallet),
      now: locked.ctx.now,
      head: (businessKey) => headOf(locked.ctx, businessKey, before.reason),
    });
    if (!resolved.ok) return resolved;
    const { redemption, transaction } = resolved.value;
    if (transaction === null) return ok(redemption);
    const posted = await postLocked(locked, ledger, transaction);
    if (!posted.ok) return posted;
    await saveRedemption(locked.tx, redemption);
    return ok(redemption);
  });
}
