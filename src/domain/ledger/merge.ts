import { ok, refuse, type Result } from '../values/result.ts';
import type { Instant } from '../values/instant.ts';
import { balanceOf } from './balance.ts';
import { consumeUpTo } from './consume.ts';
import { debtLines, memberLines, programLines } from './lines.ts';
import { inSpendOrder, type Lot, type Share } from './lot.ts';
import { leaving } from './movements.ts';
import { transactionOf, type Standing } from './standing.ts';
import { carriedLots, type BothHeads, type BothSides } from './transfer.ts';
import type { NewLot, Posting } from './transaction.ts';

/**
 * All that one member has becomes another's: pending and active points with their vesting and expiry, debts, and what
 * was ever earned. A debt of either is repaid from what the other has active, from what expires first.
 * Refuses `same_member`, and `points_held` while a redemption of the member who goes is open. Null: nothing to carry.
 */
export function merge(
  from: Standing,
  into: Standing,
  heads: BothHeads,
  now: Instant,
): Result<BothSides | null> {
  if (from.memberId === into.memberId)
    return refuse('same_member', 'a member cannot be merged with themselves');
  const wallets = Object.keys(from.balances).toSorted();
  const open = wallets.find((wallet) => balanceOf(from.balances, wallet).held > 0);
  if (open !== undefined) return refuse('points_held', `an open redemption holds ${open}; let it end first`);
  const carried = wallets.map((wallet) => carriedIn(wallet, from));
  const moved = carried.filter(({ shares, debt, lifetime }) => shares.length > 0 || debt > 0 || lifetime > 0);
  if (moved.length === 0) return ok(null);
  const lots = moved.flatMap(({ shares }) => carriedLots(into, heads.into, shares, from.lots));
  const out = transactionOf(from, 'merge', heads.out, {
    counterpart: into.memberId,
    postings: moved.flatMap(leavingLines),
    movements: moved.flatMap(({ shares }) => shares.map(leaving)),
  });
  const arrivals = moved.map((one) => arrivalOf(one, into, lots, now));
  const arrival = transactionOf(into, 'merge', heads.into, {
    counterpart: from.memberId,
    postings: arrivals.flatMap(({ postings }) => postings),
    movements: arrivals.flatMap(({ repaid }) => repaid.map(leaving)),
    lots,
  });
  return ok({ out, into: arrival });
}

/** What the member who goes has in one wallet. */
interface Carried {
  readonly wallet: string;
  readonly shares: readonly Share[];
  readonly lots: readonly Lot[];
  readonly debt: number;
  readonly lifetime: number;
}

function carriedIn(wallet: string, { balances, lots }: Standing): Carried {
  const { debt, lifetime } = balanceOf(balances, wallet);
  const full = lots.filter((lot) => lot.wallet === wallet && lot.remaining > 0).toSorted(inSpendOrder);
  const shares = full.map(({ id, remaining }) => ({ lotId: id, points: remaining }));
  return { wallet, shares, lots: full, debt, lifetime };
}

/** The lines that empty every account of the wallet; what was issued to the member passes on with it. */
function leavingLines({ wallet, lots, debt, lifetime }: Carried): readonly Posting[] {
  const total = lots.reduce((sum, { remaining }) => sum + remaining, 0);
  return [
    ...lots.flatMap(({ id: lotId, vested, remaining: points }) =>
      memberLines(wallet, accountOf(vested), [{ lotId, points }], -1),
    ),
    ...debtLines(wallet, -debt),
    ...programLines(wallet, 'issued', lifetime),
    ...programLines(wallet, 'transferred', total - debt - lifetime),
  ];
}

function arrivalOf(
  { wallet, lots: before, debt, lifetime }: Carried,
  into: Standing,
  made: readonly NewLot[],
  now: Instant,
): { readonly postings: readonly Posting[]; readonly repaid: readonly Share[] } {
  const lots = made.filter((lot) => lot.wallet === wallet);
  const total = before.reduce((sum, { remaining }) => sum + remaining, 0);
  const { shares: repaid, missing } =
    debt === 0 ? NOTHING_OWED : consumeUpTo(into.lots, { wallet, points: debt }, now);
  const postings = [
    ...programLines(wallet, 'issued', -lifetime),
    ...programLines(wallet, 'transferred', debt + lifetime - total),
    ...lots.flatMap(({ id: lotId, vested, earned: points }) =>
      memberLines(wallet, accountOf(vested), [{ lotId, points }], 1),
    ),
    ...memberLines(wallet, 'member_active', repaid, -1),
    ...debtLines(wallet, missing),
  ];
  return { postings, repaid };
}

const NOTHING_OWED = { shares: [], missing: 0 } as const;

function accountOf(vested: boolean): 'member_active' | 'member_pending' {
  return vested ? 'member_active' : 'member_pending';
}
