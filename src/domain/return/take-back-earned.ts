import { reverseAward } from '../ledger/reverse.ts';
import { RETURNS_DEFAULT } from '../program/program.ts';
import { reversalKey } from '../values/business-key.ts';
import { own } from '../values/json.ts';
import { pointsForReturned } from './points-for-return.ts';
import type { AwardedLot } from './purchase.ts';
import { because, headOf, posted, type ComingBack, type ReturnTerms, type Settling } from './settling.ts';

/**
 * Takes back the points of one award that belong to what comes back now, as the wallet says; nothing where the rule that
 * awarded them keeps them. What the wallet refuses is noted, and the rest goes on.
 */
export function takeBackEarned(
  settling: Settling,
  coming: ComingBack,
  lotId: AwardedLot['lotId'],
  { inForce, now }: ReturnTerms,
): Settling {
  const { purchase, returned, back } = coming;
  const awarded = settling.books.purchases.flatMap((one) => one.awarded).find((one) => one.lotId === lotId);
  const lot = settling.books.standing.lots.find(({ id }) => id === lotId);
  if (awarded === undefined || lot === undefined) throw new Error(`lot ${lotId} is not in the books`);
  const { award: reverses, wallet, rule, expired } = awarded;
  const points =
    pointsForReturned(awarded.points, purchase.goods, returned) -
    pointsForReturned(awarded.points, purchase.goods, purchase.returned);
  if (points === 0) return settling;
  const told = { rule: rule ?? '', wallet };
  const { earn } = inForce(purchase.occurredAt);
  if (earn.find(({ id }) => id === rule)?.onReturn === 'keep') {
    return because(settling, { ...told, points: 0, because: 'kept' });
  }
  const { earned: spent } = own(inForce(back.occurredAt).wallets, wallet)?.returns ?? RETURNS_DEFAULT;
  const head = headOf(coming, reversalKey(reverses, `${back.eventId}/${lotId}`));
  const reversed = reverseAward(settling.books.standing, head, {
    reverses,
    wallet,
    points,
    lot,
    expired,
    spent,
    now,
  });
  if (!reversed.ok) {
    const refused = [...settling.refused, { wallet, points, code: reversed.refusal.code }];
    return because({ ...settling, refused }, { ...told, points: 0, because: 'refused' });
  }
  const { transaction, forgiven } = reversed.value;
  const clipped = forgiven === 0 ? settling : because(settling, { ...told, points: 0, because: 'forgiven' });
  if (transaction === null) return clipped;
  const after = posted(clipped, transaction);
  if (!after.ok) throw new Error(`transaction ${transaction.id}: ${after.refusal.detail}`);
  return because(after.value, { ...told, points: forgiven - points, because: 'taken_back' });
}
