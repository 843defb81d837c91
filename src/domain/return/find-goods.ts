import type { Goods } from './goods.ts';
import { isWholeOrder } from './goods.ts';
import type { GoodsReturn, OpenReason } from './goods-return.ts';
import { match, type Returned } from './match.ts';
import type { Purchase } from './purchase.ts';

export interface FoundGoods {
  /** Purchases of which something comes back, with what has come back of them then. */
  readonly found: readonly { readonly purchase: Purchase; readonly returned: Returned }[];
  readonly missing: readonly Goods[];
  /** Why something is missing; null: nothing is. */
  readonly reason: OpenReason | null;
}

/**
 * Finds the purchases that explain what is missing of a return. One that names its order comes back from that order.
 * Otherwise each article comes back from the newest purchase before the return that has one left. Of purchases at one
 * instant the later in the log is newer.
 */
export function findGoods(purchases: readonly Purchase[], back: GoodsReturn): FoundGoods {
  const candidates = purchases.filter((purchase) => mayExplain(purchase, back)).toSorted(newestFirst);
  let missing = back.missing.filter((goods) => back.orderId !== null || goods.sku !== null);
  const nameless = back.missing.filter((goods) => !missing.includes(goods));
  const found = [];
  for (const purchase of candidates) {
    if (missing.length === 0) break;
    const { returned, unmatched } = match(purchase.goods, purchase.returned, missing);
    missing = [...unmatched];
    if (returned.some((quantity, line) => quantity !== purchase.returned[line])) {
      found.push({ purchase, returned });
    }
  }
  const left = [...missing, ...nameless];
  return { found, missing: left, reason: left.length === 0 ? null : reasonOf(back, candidates, nameless) };
}

function mayExplain({ orderId, occurredAt, goods }: Purchase, back: GoodsReturn): boolean {
  if (back.orderId !== null) return orderId === back.orderId;
  return occurredAt <= back.occurredAt && !isWholeOrder(goods);
}

function newestFirst(a: Purchase, b: Purchase): number {
  return b.occurredAt - a.occurredAt || b.seq - a.seq;
}

function reasonOf(
  { orderId }: GoodsReturn,
  candidates: readonly Purchase[],
  nameless: readonly Goods[],
): OpenReason {
  if (nameless.length > 0) return 'nothing_named';
  if (orderId !== null) return candidates.length === 0 ? 'unknown_order' : 'more_than_bought';
  return 'not_bought';
}
