import { hold } from '../../domain/ledger/hold.ts';
import { redeem } from '../../domain/ledger/redeem.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { LedgerTransaction } from '../../domain/ledger/transaction.ts';
import type { Program } from '../../domain/program/program.ts';
import { spendableWallet } from '../../domain/program/wallets.ts';
import { confirmed, type Redemption } from '../../domain/redemption/redemption.ts';
import { instructionKey } from '../../domain/values/business-key.ts';
import { addDuration } from '../../domain/values/calendar.ts';
import type { Duration } from '../../domain/values/duration.ts';
import { fingerprint } from '../../domain/values/hash.ts';
import { deriveUuid, type Uuid } from '../../domain/values/identity.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { headOf } from '../ledger/instruction.ts';
import { ledgerOf, postLocked, withLockedMember } from '../ledger/with-locked-member.ts';
import { insertRedemption, readRedemption } from './redemption-row.ts';

export interface StartRedemption {
  readonly programId: string;
  readonly memberId: Uuid;
  readonly source: string;
  /** The sender's id of the redemption: with program and source its permanent key. */
  readonly requestId: string;
  readonly wallet: string;
  readonly points: number;
  readonly reason: string;
  /** The order that the points are spent on; null: none. */
  readonly orderId: string | null;
  /** Spent at once, as at a till; or held for so long until it is confirmed. */
  readonly way: { readonly kind: 'at_once' } | { readonly kind: 'reserve'; readonly holdFor: Duration };
}

export interface StartedRedemption {
  /** `duplicate`: it was started before, and nothing has been changed now. */
  readonly status: 'started' | 'duplicate';
  /** As it stands now. */
  readonly redemption: Redemption;
}

/**
 * Exchanges points: reserves them until the redemption is confirmed or cancelled, or spends them at once. The lots that
 * expire first give first. Sending it again changes nothing. Refuses `no_program`, `unknown_member`, `unknown_wallet`,
 * `wallet_not_spendable`, `invalid_amount`, `insufficient_points`, and `key_conflict` when the id was used for
 * something else.
 */
export async function startRedemption(
  ctx: Context,
  input: StartRedemption,
): Promise<Result<StartedRedemption>> {
  return withLockedMember(ctx, input, async (locked): Promise<Result<StartedRedemption>> => {
    const { tx, posting } = locked;
    const { programId, memberId, source, requestId } = input;
    const id = deriveUuid('redemption', programId, memberId, source, requestId);
    const contentHash = contentHashOf(input);
    const known = await readRedemption(tx, memberId, id);
    if (known !== null) {
      return known.contentHash === contentHash
        ? ok({ status: 'duplicate', redemption: known.redemption })
        : refuse('key_conflict', `the id ${requestId} was used for another redemption`, '/id');
    }
    const { program } = posting.definitions;
    const spendable = spendableWallet(program, input.wallet);
    if (!spendable.ok) return spendable;
    const ledger = await ledgerOf(locked);
    const started = start(ledger.standing, locked.ctx, program, id, input);
    if (!started.ok) return started;
    const { transaction, redemption } = started.value;
    const posted = await postLocked(locked, ledger, transaction);
    if (!posted.ok) return posted;
    await insertRedemption(tx, { programId, redemption, contentHash });
    return ok({ status: 'started', redemption });
  });
}

/** What was asked for; the time of a hold may differ when it is asked for again. */
function contentHashOf({ memberId, wallet, points, reason, orderId, way }: StartRedemption): string {
  const content = { memberId, wallet, points, reason, way: way.kind };
  return fingerprint(orderId === null ? content : { ...content, orderId });
}

interface Started {
  readonly transaction: LedgerTransaction;
  readonly redemption: Redemption;
}

function start(
  standing: Standing,
  ctx: Context,
  { zone }: Program,
  id: Uuid,
  { wallet, points, reason, orderId, way }: StartRedemption,
): Result<Started> {
  const { now } = ctx;
  const kind = way.kind === 'at_once' ? 'redeem' : 'hold';
  const head = headOf(ctx, instructionKey(kind, id), reason);
  const amount = { wallet, points };
  const moved =
    way.kind === 'at_once' ? redeem(standing, head, amount, now) : hold(standing, head, amount, now);
  if (!moved.ok) return moved;
  const { transaction, shares } = moved.value;
  const reserved: Redemption = {
    id,
    memberId: standing.memberId,
    wallet,
    points,
    reason,
    orderId,
    status: 'reserved',
    captured: 0,
    shares,
    createdAt: now,
    expiresAt: way.kind === 'at_once' ? null : addDuration(now, way.holdFor, zone),
    resolvedAt: null,
  };
  return ok({
    transaction,
    redemption: way.kind === 'at_once' ? confirmed(reserved, shares, now) : reserved,
  });
}
