import { reverseRedemption as reverse } from '../../domain/ledger/reverse.ts';
import { transactionIdOf } from '../../domain/ledger/standing.ts';
import { givenBack, spendingKey, type Redemption } from '../../domain/redemption/redemption.ts';
import { reversalKey } from '../../domain/values/business-key.ts';
import { ok, refuse, type Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import {
  resolveRedemption,
  type RedemptionAddress,
  type Resolved,
  type Resolving,
} from './resolve-redemption.ts';

/**
 * Takes back a confirmed redemption: all that was spent, and that no return has given back, returns to the lots that it
 * came from. Reversing again changes nothing. Refuses `unknown_redemption` and `redemption_not_confirmed`.
 */
export async function reverseRedemption(
  ctx: Context,
  address: RedemptionAddress,
): Promise<Result<Redemption>> {
  return resolveRedemption(ctx, address, undo);
}

function undo({ redemption, standing, revival, now, head }: Resolving): Result<Resolved> {
  const { status, wallet, shares } = redemption;
  if (status === 'reversed') return ok({ redemption, transaction: null });
  if (status !== 'confirmed') return refuse('redemption_not_confirmed', `the redemption is ${status}`);
  const reverses = transactionIdOf(standing, spendingKey(redemption));
  const transaction = reverse(standing, head(reversalKey(reverses, 'all')), {
    reverses,
    wallet,
    shares,
    revival,
    now,
  });
  return ok({ transaction, redemption: givenBack(redemption, 'reversed', now) });
}
