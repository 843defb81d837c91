import { sumOf } from '../ledger/lines.ts';
import { splitShares } from '../ledger/lot.ts';
import { reverseRedemption } from '../ledger/reverse.ts';
import { transactionIdOf } from '../ledger/standing.ts';
import { RETURNS_DEFAULT, revivalOf } from '../program/program.ts';
import { givenBack, spendingKey, type Redemption } from '../redemption/redemption.ts';
import { reversalKey } from '../values/business-key.ts';
import { own } from '../values/json.ts';
import { pointsForReturned } from './points-for-return.ts';
import { because, headOf, posted, type ComingBack, type ReturnTerms, type Settling } from './settling.ts';

/**
 * Gives back of one redemption what was spent on the part of the order that comes back now, unless the wallet keeps it.
 * A redemption of which all was given back is reversed.
 */
export function giveBackSpent(
  settling: Settling,
  coming: ComingBack,
  redemption: Redemption,
  { inForce, now }: ReturnTerms,
): Settling {
  const { purchase, returned, back } = coming;
  const { wallet, captured, shares, reason: rule } = redemption;
  const due =
    pointsForReturned(captured, purchase.goods, returned) -
    pointsForReturned(captured, purchase.goods, purchase.returned);
  const [given, rest] = splitShares(shares, due);
  const points = sumOf(given);
  if (points === 0) return settling;
  const program = inForce(back.occurredAt);
  const { spent } = own(program.wallets, wallet)?.returns ?? RETURNS_DEFAULT;
  if (spent === 'keep') return because(settling, { rule, wallet, points: 0, because: 'kept' });
  const { standing } = settling.books;
  const reverses = transactionIdOf(standing, spendingKey(redemption));
  const head = headOf(coming, reversalKey(reverses, `${back.eventId}/${purchase.eventId}`));
  const transaction = reverseRedemption(standing, head, {
    reverses,
    wallet,
    shares: given,
    revival: revivalOf(program, wallet),
    now,
  });
  const after = posted(settling, transaction);
  if (!after.ok) {
    const refused = [...settling.refused, { wallet, points, code: after.refusal.code }];
    return because({ ...settling, refused }, { rule, wallet, points: 0, because: 'refused' });
  }
  const left = { ...redemption, shares: rest };
  const changed = rest.length === 0 ? givenBack(left, 'reversed', now) : left;
  const { books } = after.value;
  const redemptions = books.redemptions.map((one) => (one.id === redemption.id ? changed : one));
  const kept = { ...after.value, books: { ...books, redemptions } };
  return because(kept, { rule, wallet, points, because: 'given_back' });
}
