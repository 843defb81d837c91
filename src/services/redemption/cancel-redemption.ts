import { release } from '../../domain/ledger/hold.ts';
import { givenBack, openHold, type Redemption } from '../../domain/redemption/redemption.ts';
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
 * Gives back what a redemption has reserved: points return to the lots that they came from, and live on for a time of
 * grace where these have expired. Cancelling again changes nothing. Refuses `unknown_redemption` and
 * `redemption_not_open`.
 */
export async function cancelRedemption(
  ctx: Context,
  address: RedemptionAddress,
): Promise<Result<Redemption>> {
  return resolveRedemption(ctx, address, (resolving) => giveBack(resolving, 'cancelled'));
}

/** The end of a reserved redemption without anything being spent. */
export function giveBack(
  { redemption, standing, revival, now, head }: Resolving,
  status: 'cancelled' | 'expired',
): Result<Resolved> {
  if (redemption.status === status) return ok({ redemption, transaction: null });
  const hold = openHold(redemption);
  if (!hold.ok) return hold;
  const transaction = release(standing, head(resolutionKey(redemption.id)), {
    hold: hold.value,
    revival,
    now,
  });
  return ok({ transaction, redemption: givenBack(redemption, status, now) });
}
