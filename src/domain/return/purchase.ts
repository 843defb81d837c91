import type { LedgerTransaction, Posting } from '../ledger/transaction.ts';
import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import { purchasedGoods, type Goods } from './goods.ts';
import { nothingReturned, type Returned } from './match.ts';

/** A purchase of the member's log, as far as it matters when goods come back. */
export interface Purchase {
  readonly eventId: Uuid;
  readonly orderId: string | null;
  readonly occurredAt: Instant;
  /** Its place in the log. */
  readonly seq: number;
  readonly goods: readonly Goods[];
  readonly returned: Returned;
  readonly awarded: readonly AwardedLot[];
}

/** Points that a purchase earned by one rule. */
export interface AwardedLot {
  /** The award's transaction. */
  readonly award: Uuid;
  readonly lotId: Uuid;
  readonly wallet: string;
  readonly rule: string | null;
  readonly points: number;
  /** So many of them have expired, and have not been taken back since. */
  readonly expired: number;
}

export interface LoggedPurchase {
  readonly id: Uuid;
  readonly seq: number;
  readonly occurredAt: Instant;
  readonly data: JsonObject;
  /** Missing: nothing has come back yet. */
  readonly returned?: Returned;
}

export function purchaseOf(
  { id, seq, occurredAt, data, returned }: LoggedPurchase,
  award: Pick<LedgerTransaction, 'id' | 'postings'> | null,
): Purchase {
  const goods = purchasedGoods(data);
  const { orderId } = data;
  return {
    eventId: id,
    orderId: typeof orderId === 'string' ? orderId : null,
    occurredAt,
    seq,
    goods,
    returned: returned ?? nothingReturned(goods),
    awarded: award === null ? [] : award.postings.flatMap((posting) => awardedLot(award.id, posting)),
  };
}

function awardedLot(award: Uuid, { lotId, wallet, amount, rule }: Posting): readonly AwardedLot[] {
  return lotId === null || amount < 0 ? [] : [{ award, lotId, wallet, rule, points: amount, expired: 0 }];
}

/** The purchases with what a transaction let expire of their points, less what it took back of what had expired. */
export function withExpired(
  purchases: readonly Purchase[],
  transaction: Pick<LedgerTransaction, 'kind' | 'postings'>,
): readonly Purchase[] {
  const changes = expiredBy(transaction);
  if (changes.size === 0) return purchases;
  return purchases.map((purchase) => ({
    ...purchase,
    awarded: purchase.awarded.map((lot) => ({
      ...lot,
      expired: lot.expired + (changes.get(lot.lotId) ?? 0),
    })),
  }));
}

function expiredBy({
  kind,
  postings,
}: Pick<LedgerTransaction, 'kind' | 'postings'>): ReadonlyMap<Uuid, number> {
  const changes = new Map<Uuid, number>();
  for (const { account, amount, lotId } of postings) {
    const isSwept = kind === 'expire' && amount < 0;
    if (lotId === null || !(isSwept || account === 'expired')) continue;
    changes.set(lotId, (changes.get(lotId) ?? 0) + (isSwept ? -amount : amount));
  }
  return changes;
}
