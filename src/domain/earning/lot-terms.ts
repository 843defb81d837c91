import { assertNever } from '../values/assert-never.ts';
import { addDuration, endOfUnit, nextMonthDay } from '../values/calendar.ts';
import type { Zone } from '../values/calendar.ts';
import type { Duration } from '../values/duration.ts';
import type { Instant } from '../values/instant.ts';
import type { Expiry, Program } from '../program/program.ts';

/** When the points of one lot become active, and when they expire; null: at once, and never. */
export interface LotTerms {
  readonly vestsAt: Instant | null;
  readonly expiresAt: Instant | null;
}

/**
 * The terms of points that a wallet gets for something that happened at `at`, in the program's zone.
 * A pending time other than the wallet's may be given. A wallet that the program lacks is a bug and throws.
 */
export function lotTerms(
  { wallets, zone }: Program,
  wallet: string,
  at: Instant,
  pendingFor: Duration | null = wallets[wallet]?.pendingFor ?? null,
): LotTerms {
  const rules = wallets[wallet];
  if (rules === undefined) throw new Error(`the program has no wallet ${wallet}`);
  return {
    vestsAt: pendingFor === null ? null : addDuration(at, pendingFor, zone),
    expiresAt: expiryOf(rules.expiry, at, zone),
  };
}

/** Calendar ends are half open: points that expire at the end of March are usable until the first instant of April. */
function expiryOf(expiry: Expiry, at: Instant, zone: Zone): Instant | null {
  switch (expiry.kind) {
    case 'none':
      return null;
    case 'rolling': {
      const end = addDuration(at, expiry.duration, zone);
      return expiry.roundedTo === null ? end : endOfUnit(end, expiry.roundedTo, zone);
    }
    case 'everyYear':
      return nextMonthDay(at, expiry.monthDay, zone);
    default:
      return assertNever(expiry);
  }
}
