import { capture } from '../../domain/ledger/hold.ts';
import { confirmed, openHold, type Redemption } from '../../domain/redemption/redemption.ts';
import { resolutionKey } from '../../domain/values/business-key.ts';
import { ok, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import {
  resolveRedemption,
  type RedemptionAddress,
  type Resolved,
  type Resolving,
} from './resolve-redemption.ts';

/**
 * Spends what a redemption has reserved, all of it or `points` of it; the rest is given back. Confirming again with the
 * same number of points changes nothing. Refuses `unknown_redemption`, `redemption_not_open`, `hold_expired`,
 * `invalid_amount` and `capture_exceeds_hold`.
 */
export async function confirmRedemption(
  ctx: Context,
  address: RedemptionAddress,
  points: number | null,
): Promise<Result<Redemption>> {
  return resolveRedemption(ctx, address, (resolving) => confirm(resolving, points));
}

function confirm(
  { redemption, standing, revival, now, head }: Resolving,
  points: number | null,
): Result<Resolved> {
  const wanted = points ?? redemption.points;
  if (redemption.status === 'confirmed' && redemption.captured === wanted) {
    return ok({ redemption, transaction: null });
  }
  const hold = openHold(redemption);
  if (!hold.ok) return hold;
  const taken = capture(
    standing,
    head(resolutionKey(redemption.id)),
    { hold: hold.value, revival, now },
    wanted,
  );
  if (!taken.ok) return taken;
  const { transaction, spent } = taken.value;
  return ok({ transaction, redemption: confirmed(redemption, spent, now) });
}
