import { anyOfIds, anyOfTexts } from '../../db/array-parameter.ts';
import type { Tx } from '../../db/database.ts';
import { selectLots, type LotsByMember } from '../../db/queries/lots.ts';
import { selectExpiries, selectPurchases, type PurchaseRow } from '../../db/queries/returns.ts';
import { hasExpired, type Lot } from '../../domain/ledger/lot.ts';
import type { Redemption } from '../../domain/redemption/redemption.ts';
import { purchaseOf, withExpired, type Purchase } from '../../domain/return/purchase.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { readEventData } from '../../schemas/stored/event.ts';
import { readPostings } from '../../schemas/stored/postings.ts';
import { readReturned } from '../../schemas/stored/returns.ts';
import { redemptionOf, selectRedemptions } from '../redemption/redemption-row.ts';

/** What the database holds of a member that their returns are settled from. */
export interface StoredBooks {
  readonly purchases: readonly Purchase[];
  readonly redemptions: readonly Redemption[];
  readonly lots: readonly Lot[];
}

export interface LookedFor {
  /** Orders that returns name. */
  readonly orderIds: readonly string[];
  /** Articles that came back of an order that is not named. */
  readonly skus: readonly string[];
  /** Orders that are about to be recorded: points may have been spent on them already. */
  readonly arriving: readonly string[];
  readonly now: Instant;
}

/** The books of locked members: in a statement for each kind of row, whatever the number of members. */
export async function loadBooks(
  tx: Tx,
  memberIds: readonly Uuid[],
  { orderIds, skus, arriving, now }: LookedFor,
): Promise<ReadonlyMap<Uuid, StoredBooks>> {
  const rows = await selectPurchases(tx, memberIds, { orderIds, skus });
  const bought = Map.groupBy(rows, (row) => row.member_id);
  const found = new Map([...bought].map(([memberId, own]) => [memberId, own.map(storedPurchase)]));
  const purchases = [...found.values()].flat();
  const orders = [...arriving, ...purchases.flatMap(({ orderId }) => orderId ?? [])];
  const redemptions = await selectSpent(tx, memberIds, orders);
  const lots = await selectLots(tx, memberIds, [
    ...purchases.flatMap(({ awarded }) => awarded.map(({ lotId }) => lotId)),
    ...redemptions.flatMap(({ shares }) => shares.map(({ lotId }) => lotId)),
  ]);
  const known = await expiriesKnown(tx, found, lots, now);
  return new Map(
    memberIds.map((memberId) => [
      memberId,
      {
        purchases: known.get(memberId) ?? [],
        redemptions: redemptions.filter((redemption) => redemption.memberId === memberId),
        lots: lots.get(memberId) ?? [],
      },
    ]),
  );
}

function storedPurchase({ id, seq, occurred_at, data, returned, award_id, postings }: PurchaseRow): Purchase {
  const logged = { id, seq, occurredAt: occurred_at, data: readEventData(data) };
  const award = award_id === null ? null : { id: award_id, postings: readPostings(postings) };
  return purchaseOf(returned === null ? logged : { ...logged, returned: readReturned(returned) }, award);
}

async function selectSpent(
  tx: Tx,
  memberIds: readonly Uuid[],
  orderIds: readonly string[],
): Promise<readonly Redemption[]> {
  const rows = await selectRedemptions(tx)
    .where('member_id', '=', anyOfIds(memberIds))
    .where('order_id', '=', anyOfTexts(orderIds))
    .where('status', '=', 'confirmed')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(redemptionOf);
}

/** The purchases with what has expired of their points; nothing is read where no lot of theirs can have expired. */
async function expiriesKnown(
  tx: Tx,
  purchases: ReadonlyMap<Uuid, readonly Purchase[]>,
  lots: LotsByMember,
  now: Instant,
): Promise<ReadonlyMap<Uuid, readonly Purchase[]>> {
  const losers = [...purchases.keys()].filter((memberId) => {
    const expired = (lots.get(memberId) ?? []).filter(({ expiresAt }) => hasExpired(expiresAt, now));
    const ids = new Set(expired.map(({ id }) => id));
    return purchases.get(memberId)?.some(({ awarded }) => awarded.some(({ lotId }) => ids.has(lotId)));
  });
  if (losers.length === 0) return purchases;
  const rows = await selectExpiries(tx, losers);
  const known = new Map(purchases);
  for (const { member_id, kind, postings } of rows) {
    const transaction = { kind, postings: readPostings(postings) };
    known.set(member_id, withExpired(known.get(member_id) ?? [], transaction));
  }
  return known;
}
