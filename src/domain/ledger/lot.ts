import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';

/** A lot as it stands. Points that are held by an open redemption neither vest nor expire. */
export interface Lot {
  readonly id: Uuid;
  readonly wallet: string;
  /** Neither held nor gone. */
  readonly remaining: number;
  readonly held: number;
  readonly earnedAt: Instant;
  readonly vestsAt: Instant | null;
  readonly vested: boolean;
  readonly expiresAt: Instant | null;
}

/** Points of one lot. */
export interface Share {
  readonly lotId: Uuid;
  readonly points: number;
}

/** Whether points of the lot may be spent at an instant. */
export function isSpendable({ remaining, vested, expiresAt }: Lot, at: Instant): boolean {
  return remaining > 0 && vested && !hasExpired(expiresAt, at);
}

/** A lot expires at its instant, not after it. */
export function hasExpired(expiresAt: Instant | null, at: Instant): boolean {
  return expiresAt !== null && expiresAt <= at;
}

/** What expires first comes first, then what is older; ids decide between equals. */
export function inSpendOrder(a: Lot, b: Lot): number {
  const [expiryOfA, expiryOfB] = [a.expiresAt ?? Infinity, b.expiresAt ?? Infinity];
  if (expiryOfA !== expiryOfB) return expiryOfA - expiryOfB;
  if (a.earnedAt !== b.earnedAt) return a.earnedAt - b.earnedAt;
  return a.id < b.id ? -1 : 1;
}

/** The first `points` of the shares, and the rest. */
export function splitShares(
  shares: readonly Share[],
  points: number,
): readonly [first: readonly Share[], rest: readonly Share[]] {
  const first: Share[] = [];
  const rest: Share[] = [];
  let missing = points;
  for (const { lotId, points: there } of shares) {
    const taken = Math.min(there, missing);
    missing -= taken;
    if (taken > 0) first.push({ lotId, points: taken });
    if (taken < there) rest.push({ lotId, points: there - taken });
  }
  return [first, rest];
}
