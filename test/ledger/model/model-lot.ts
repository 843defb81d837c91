import type { Uuid } from '../../../src/domain/values/identity.ts';

/** What one lot of the model holds. Balances are not kept: they are what the lots hold. */
export interface ModelLot {
  readonly id: Uuid;
  readonly wallet: string;
  readonly earnedAt: number;
  readonly vestsAt: number | null;
  readonly expiresAt: number | null;
  vested: boolean;
  remaining: number;
  held: number;
  /** So many of its points have expired, and have not been taken back since. */
  expired: number;
}

export interface ModelShare {
  readonly lot: Uuid;
  readonly points: number;
}

export const VESTS = 0;
const EXPIRES = 1;

/** What time does to a lot next, if anything. */
export function nextOf(lot: ModelLot) {
  const { vested, vestsAt, expiresAt, remaining } = lot;
  if (remaining === 0) return [];
  if (!vested && vestsAt !== null && (expiresAt === null || vestsAt < expiresAt)) {
    return [{ lot, at: vestsAt, order: VESTS }];
  }
  return expiresAt === null ? [] : [{ lot, at: expiresAt, order: EXPIRES }];
}

export function inSpendOrder(a: ModelLot, b: ModelLot): number {
  const [first, second] = [a.expiresAt ?? Number.MAX_VALUE, b.expiresAt ?? Number.MAX_VALUE];
  return first - second || a.earnedAt - b.earnedAt || (a.id < b.id ? -1 : 1);
}

export function firstOf(
  shares: readonly ModelShare[],
  points: number,
): readonly [ModelShare[], ModelShare[]] {
  let left = points;
  const [first, rest]: readonly [ModelShare[], ModelShare[]] = [[], []];
  for (const share of shares) {
    const taken = Math.min(share.points, left);
    left -= taken;
    if (taken > 0) first.push({ ...share, points: taken });
    if (taken < share.points) rest.push({ ...share, points: share.points - taken });
  }
  return [first, rest];
}

export function total(shares: readonly ModelShare[]): number {
  return shares.reduce((sum, { points }) => sum + points, 0);
}

export function raise(sums: Map<string, number>, wallet: string, points: number): void {
  sums.set(wallet, (sums.get(wallet) ?? 0) + points);
}
