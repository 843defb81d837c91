import { addDuration, type Zone } from '../values/calendar.ts';
import { deriveUuid } from '../values/identity.ts';
import type { Uuid } from '../values/identity.ts';
import type { Duration } from '../values/duration.ts';
import type { Instant } from '../values/instant.ts';
import { memberLines } from './lines.ts';
import { hasExpired, type Lot, type Share } from './lot.ts';
import { returning } from './movements.ts';
import type { LotMovement, NewLot, Posting } from './transaction.ts';

/** What becomes of points that are given back after their lot has expired. */
export interface Revival {
  /** They live again for so long; null: they expire at once. */
  readonly graceFor: Duration | null;
  readonly zone: Zone;
}

export interface GivenBack {
  readonly postings: readonly Posting[];
  readonly movements: readonly LotMovement[];
  readonly lots: readonly NewLot[];
}

interface GiveBack {
  readonly transactionId: Uuid;
  readonly wallet: string;
  /** Points to give back, by the lots that they came from. */
  readonly shares: readonly Share[];
  /** All lots of the shares. */
  readonly lots: readonly Lot[];
  readonly revival: Revival;
  readonly now: Instant;
}

/**
 * The lines by which points become active again in the lots that they came from. Those whose lot has expired meanwhile
 * begin a lot of their own, for the time of grace; without one they expire, and their lines tell from which lot. From
 * which account they come is the caller's to say.
 */
export function giveBack({ transactionId, wallet, shares, lots, revival, now }: GiveBack): GivenBack {
  const byId = new Map(lots.map((lot) => [lot.id, lot]));
  const isOver = ({ lotId }: Share) => {
    const lot = byId.get(lotId);
    if (lot === undefined) throw new Error(`lot ${lotId}, to which points return, is not among the member's`);
    return hasExpired(lot.expiresAt, now);
  };
  const alive = shares.filter((share) => !isOver(share));
  const over = shares.filter(isOver);
  const { graceFor, zone } = revival;
  const revived = graceFor === null ? [] : over;
  const lost = graceFor === null ? over : [];
  const expiresAt = graceFor === null ? null : addDuration(now, graceFor, zone);
  const made = revived.map(({ lotId, points }) => ({
    id: deriveUuid('lot', transactionId, 'revived', lotId),
    wallet,
    earned: points,
    vestsAt: null,
    vested: true,
    expiresAt,
    origin: lotId,
  }));
  return {
    postings: [
      ...memberLines(wallet, 'member_active', alive, 1),
      ...memberLines(wallet, 'member_active', made.map(asShare), 1),
      ...memberLines(wallet, 'expired', lost, 1),
    ],
    movements: alive.map(returning),
    lots: made,
  };
}

function asShare({ id, earned }: NewLot): Share {
  return { lotId: id, points: earned };
}
