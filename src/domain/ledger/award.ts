import { deriveUuid } from '../values/identity.ts';
import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { LedgerTransaction, NewLot } from './transaction.ts';

/** Points of one award to one wallet; they become a lot of their own. */
export interface AwardLine {
  readonly wallet: string;
  /** Above zero. */
  readonly points: number;
  /** The earn rule or journey node that awards them. */
  readonly rule: string | null;
  /** Null: active at once. */
  readonly vestsAt: Instant | null;
  /** Null: never. */
  readonly expiresAt: Instant | null;
}

export interface NewAward {
  /** Permanent; the ids of the transaction and its lots follow from it, the program and the member. */
  readonly businessKey: string;
  readonly programId: string;
  readonly memberId: Uuid;
  /** When what is rewarded happened. */
  readonly effectiveAt: Instant;
  readonly causeEventId: Uuid | null;
  readonly actor: string;
  readonly reason: string | null;
  /** At least one. */
  readonly lines: readonly AwardLine[];
  /** Points whose `vestsAt` is not after this are active at once. Points that have expired by then are left to the sweep. */
  readonly now: Instant;
}

/** Points come from what the program issued: pending while they have to vest, else active; one lot for each line. */
export function award({ lines, now, programId, ...head }: NewAward): LedgerTransaction {
  const id = deriveUuid('transaction', programId, head.memberId, head.businessKey);
  const lots: NewLot[] = lines.map(({ wallet, points, vestsAt, expiresAt }, line) => ({
    id: deriveUuid('lot', id, String(line)),
    wallet,
    earned: points,
    vestsAt,
    vested: vestsAt === null || vestsAt <= now,
    expiresAt,
  }));
  return {
    id,
    kind: 'award',
    ...head,
    postings: lots.flatMap(({ id: lotId, wallet, earned, vested }, line) => {
      const rule = lines[line]?.rule ?? null;
      const account = vested ? ('member_active' as const) : ('member_pending' as const);
      return [
        { wallet, account, amount: earned, lotId, rule },
        { wallet, account: 'issued' as const, amount: -earned, lotId: null, rule },
      ];
    }),
    lots,
    movements: [],
    vestedLots: [],
  };
}
