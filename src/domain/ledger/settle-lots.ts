import { settlementKey } from '../values/business-key.ts';
import { deriveUuid } from '../values/identity.ts';
import type { Uuid } from '../values/identity.ts';
import { formatInstant } from '../values/instant.ts';
import type { Instant } from '../values/instant.ts';
import type { LedgerTransaction, Posting } from './transaction.ts';

/** A lot as it stands. Points that are held by an open redemption neither vest nor expire. */
export interface Lot {
  readonly id: Uuid;
  readonly wallet: string;
  readonly remaining: number;
  readonly vestsAt: Instant | null;
  readonly vested: boolean;
  readonly expiresAt: Instant | null;
}

export interface LotsOfMember {
  readonly programId: string;
  readonly memberId: Uuid;
  readonly lots: readonly Lot[];
}

/**
 * The transactions that time alone has made due by `now`, in time order: one for all lots of a wallet that vest, or
 * expire, at the same instant. At one instant points vest before others expire. A lot that expires before it vests
 * expires from pending. Late or on time, once or twice, the result is the same.
 */
export function settleLots({ programId, memberId, lots }: LotsOfMember, now: Instant): LedgerTransaction[] {
  const due = lots.flatMap((lot) => dueChanges(lot, now));
  return together(due)
    .toSorted(([a], [b]) => a.at - b.at || ORDER_AT_ONE_INSTANT[a.kind] - ORDER_AT_ONE_INSTANT[b.kind])
    .map((changes) => transactionOf(programId, memberId, changes));
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

function transactionOf(programId: string, memberId: Uuid, changes: Changes): LedgerTransaction {
  const [{ kind, at, lot }] = changes;
  const businessKey = settlementKey(kind, lot.id);
  return {
    id: deriveUuid('transaction', programId, memberId, businessKey),
    businessKey,
    kind,
    memberId,
    effectiveAt: at,
    causeEventId: null,
    actor: 'expire-points',
    reason: `${kind === 'vest' ? 'vested' : 'expired'} at ${formatInstant(at)}`,
    postings: changes.flatMap((change) => postingsOf(change)),
    lots: [],
    movements:
      kind === 'vest'
        ? []
        : changes.map((change) => ({ lotId: change.lot.id, delta: -change.lot.remaining })),
    vestedLots: kind === 'vest' ? changes.map((change) => change.lot.id) : [],
  };
}

function postingsOf({ kind, lot, from }: Change): Posting[] {
  const { wallet, remaining: amount, id: lotId } = lot;
  const taken: Posting = { wallet, account: from, amount: -amount, lotId, rule: null };
  return kind === 'vest'
    ? [taken, { wallet, account: 'member_active', amount, lotId, rule: null }]
    : [taken, { wallet, account: 'expired', amount, lotId: null, rule: null }];
}
