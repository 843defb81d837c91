import { settlementKey } from '../values/business-key.ts';
import { formatInstant } from '../values/instant.ts';
import type { Instant } from '../values/instant.ts';
import { applied } from './apply.ts';
import type { Lot } from './lot.ts';
import { leaving } from './movements.ts';
import { repayment } from './repay.ts';
import { transactionOf, type Owner, type Standing } from './standing.ts';
import type { LedgerTransaction, Posting } from './transaction.ts';

/**
 * The transactions that time alone has made due by `now`, in time order: one for all lots of a wallet that vest, or
 * expire, at the same instant. At one instant points vest before others expire. A lot that expires before it vests
 * expires from pending. What vests repays debts before it can expire. Late or on time, once or twice, the result is
 * the same. Lots that are not due may be missing.
 */
export function settleLots(standing: Standing, now: Instant): readonly LedgerTransaction[] {
  const due = standing.lots.flatMap((lot) => dueChanges(lot, now));
  const inOrder = together(due).toSorted(
    ([a], [b]) => a.at - b.at || ORDER_AT_ONE_INSTANT[a.kind] - ORDER_AT_ONE_INSTANT[b.kind],
  );
  const transactions: LedgerTransaction[] = [];
  let reached = standing;
  for (const changes of inOrder) {
    const posted = settle(reached, changes);
    reached = posted.reduce(settled, reached);
    transactions.push(...posted);
  }
  return transactions;
}

/** The transaction of changes that come together, by what their lots still have, and the repayment that follows. */
function settle(standing: Standing, changes: Changes): readonly LedgerTransaction[] {
  const left = new Map(standing.lots.map((lot) => [lot.id, lot]));
  const [first, ...others] = changes.flatMap((change) => {
    const lot = left.get(change.lot.id);
    return lot === undefined || lot.remaining === 0 ? [] : [{ ...change, lot }];
  });
  if (first === undefined) return [];
  const transaction = changed(standing, [first, ...others]);
  const repaid = repayment(standing, transaction, settled(standing, transaction).balances);
  return repaid === null ? [transaction] : [transaction, repaid];
}

/** Settling moves points without making any, so a refusal is a bug. */
function settled(standing: Standing, transaction: LedgerTransaction): Standing {
  const after = applied(standing, transaction);
  if (!after.ok) throw new Error(`transaction ${transaction.id}: ${after.refusal.detail}`);
  return after.value;
}

const ORDER_AT_ONE_INSTANT = { vest: 0, expire: 1 } as const;

interface Change {
  readonly kind: 'vest' | 'expire';
  readonly at: Instant;
  readonly lot: Lot;
  /** Where the points are when the change comes. */
  readonly from: 'member_active' | 'member_pending';
}

function dueChanges(lot: Lot, now: Instant): Change[] {
  const { vested, vestsAt, expiresAt, remaining } = lot;
  if (remaining === 0) return [];
  const expires = expiresAt !== null && expiresAt <= now;
  const vests = !vested && vestsAt !== null && vestsAt <= now && (expiresAt === null || vestsAt < expiresAt);
  const changes: Change[] = [];
  if (vests) changes.push({ kind: 'vest', at: vestsAt, lot, from: 'member_pending' });
  if (expires) {
    const from = vested || vests ? 'member_active' : 'member_pending';
    changes.push({ kind: 'expire', at: expiresAt, lot, from });
  }
  return changes;
}

type Changes = [Change, ...Change[]];

/** Those of one wallet, kind and instant, by the lots' ids. */
function together(changes: readonly Change[]): readonly Changes[] {
  const groups = new Map<string, Changes>();
  for (const change of changes.toSorted((a, b) => (a.lot.id < b.lot.id ? -1 : 1))) {
    const key = `${change.kind} ${change.at} ${change.lot.wallet}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  return [...groups.values()];
}

function changed(owner: Owner, changes: Changes): LedgerTransaction {
  const [{ kind, at, lot }] = changes;
  const head = {
    businessKey: settlementKey(kind, lot.id),
    effectiveAt: at,
    causeEventId: null,
    actor: 'expire-points',
    reason: `${kind === 'vest' ? 'vested' : 'expired'} at ${formatInstant(at)}`,
  };
  const ids = changes.map((change) => change.lot.id);
  const left = changes.map((change) => leaving({ lotId: change.lot.id, points: change.lot.remaining }));
  return transactionOf(owner, kind, head, {
    postings: changes.flatMap((change) => postingsOf(change)),
    ...(kind === 'vest' ? { vestedLots: ids } : { movements: left }),
  });
}

function postingsOf({ kind, lot, from }: Change): Posting[] {
  const { wallet, remaining: amount, id: lotId } = lot;
  const taken: Posting = { wallet, account: from, amount: -amount, lotId, rule: null };
  return kind === 'vest'
    ? [taken, { wallet, account: 'member_active', amount, lotId, rule: null }]
    : [taken, { wallet, account: 'expired', amount, lotId: null, rule: null }];
}
