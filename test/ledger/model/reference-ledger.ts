import type { RefusalCode } from '../../../src/domain/refusal/refusal-code.ts';
import { assertNever } from '../../../src/domain/values/assert-never.ts';
import {
  instructionKey,
  passageKey,
  resolutionKey,
  reversalKey,
} from '../../../src/domain/values/business-key.ts';
import { deriveUuid, type Uuid } from '../../../src/domain/values/identity.ts';
import {
  firstOf,
  inSpendOrder,
  nextOf,
  raise,
  total,
  VESTS,
  type ModelLot,
  type ModelShare,
} from './model-lot.ts';
import { redemptionIdOf, transactionId, type Operation, type OperationOf } from './operation.ts';

interface ModelMember {
  readonly lots: Map<Uuid, ModelLot>;
  readonly debt: Map<string, number>;
  readonly lifetime: Map<string, number>;
}

export interface ModelRedemption {
  readonly id: Uuid;
  readonly member: Uuid;
  readonly wallet: string;
  readonly points: number;
  /** Null: spent at once. */
  readonly expiresAt: number | null;
  status: 'reserved' | 'confirmed' | 'cancelled' | 'expired' | 'reversed';
  captured: number;
  shares: readonly ModelShare[];
}

/** What an operation came to; only `done` changes anything. */
export type Outcome = 'done' | 'nothing' | RefusalCode;

class Stopped extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super(outcome);
    this.outcome = outcome;
  }
}

interface Spend {
  readonly member: Uuid;
  readonly wallet: string;
  readonly points: number;
  readonly now: number;
}

/**
 * The ledger as a person would keep it on paper: lots, debts, and what passed through the accounts of the program.
 * It knows nothing of transactions, lines or movements, and shares no code with the ledger that it is held against.
 */
export class ReferenceLedger {
  readonly #graceMs: ReadonlyMap<string, number | null>;
  members = new Map<Uuid, ModelMember>();
  redemptions = new Map<Uuid, ModelRedemption>();
  /** By wallet and account. */
  program = new Map<string, bigint>();

  /** `graceMs`: how long points of a wallet live that are given back after they have expired; null: not at all. */
  constructor(members: readonly Uuid[], graceMs: ReadonlyMap<string, number | null>) {
    this.#graceMs = graceMs;
    for (const id of members) {
      this.members.set(id, { lots: new Map(), debt: new Map(), lifetime: new Map() });
    }
  }

  perform(operation: Operation): Outcome {
    const { members, redemptions, program } = this;
    const before = structuredClone({ members, redemptions, program });
    try {
      this.#perform(operation);
      return 'done';
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      Object.assign(this, before);
      return error.outcome;
    }
  }

  #perform(operation: Operation): void {
    switch (operation.kind) {
      case 'purchase':
      case 'award':
      case 'opening':
        return this.#issue(operation);
      case 'redeem':
      case 'hold':
        return this.#start(operation);
      case 'capture':
        return this.#capture(operation);
      case 'release':
        return this.#release(operation.redemption, 'cancelled', operation.now);
      case 'reverseRedemption':
        return this.#reverseRedemption(operation);
      case 'giveBack':
        return this.#giveBackPart(operation);
      case 'reverseAward':
        return this.#reverseAward(operation);
      case 'adjust':
        return this.#adjust(operation);
      case 'transfer':
        return this.#transfer(operation);
      case 'merge':
        return this.#merge(operation);
      case 'sweep':
        for (const member of this.members.keys()) this.settle(member, operation.now);
        return;
      case 'timeOut':
        return this.#timeOut(operation.now);
      default:
        assertNever(operation);
    }
  }

  /** Lets happen, one lot after the other, what time has brought about by `now`. */
  settle(member: Uuid, now: number): void {
    for (;;) {
      const due = [...this.#of(member).lots.values()]
        .flatMap((lot) => nextOf(lot))
        .filter(({ at }) => at <= now)
        .toSorted((a, b) => a.at - b.at || a.order - b.order || (a.lot.id < b.lot.id ? -1 : 1))[0];
      if (due === undefined) return;
      const { lot, order } = due;
      if (order === VESTS) {
        lot.vested = true;
        this.#repay(member, [lot]);
      } else {
        this.#add(lot.wallet, 'expired', lot.remaining);
        lot.expired += lot.remaining;
        lot.remaining = 0;
      }
    }
  }

  balance(member: Uuid, wallet: string) {
    const { lots, debt, lifetime } = this.#of(member);
    const own = [...lots.values()].filter((lot) => lot.wallet === wallet);
    const sum = (of: (lot: ModelLot) => number) => own.reduce((points, lot) => points + of(lot), 0);
    return {
      active: sum((lot) => (lot.vested ? lot.remaining : 0)),
      pending: sum((lot) => (lot.vested ? 0 : lot.remaining)),
      held: sum((lot) => lot.held),
      debt: debt.get(wallet) ?? 0,
      lifetime: lifetime.get(wallet) ?? 0,
    };
  }

  #issue({
    kind,
    member,
    key,
    lines,
    effectiveAt,
    now,
  }: OperationOf<'purchase' | 'award' | 'opening'>): void {
    if (kind !== 'purchase') this.settle(member, now);
    const lots = lines.map(({ wallet, points, vestsAt, expiresAt }, line) => {
      this.#add(wallet, kind === 'opening' ? 'opened' : 'issued', -points);
      raise(this.#of(member).lifetime, wallet, points);
      const id = deriveUuid('lot', transactionId(member, key), String(line));
      const vested = vestsAt === null || vestsAt <= now;
      return this.#open(member, { id, wallet, earnedAt: effectiveAt, vestsAt, expiresAt, vested }, points);
    });
    this.#checkSafe(member);
    this.#repay(
      member,
      lots.filter(({ vested }) => vested),
    );
  }

  #start(operation: OperationOf<'redeem' | 'hold'>): void {
    const { kind, member, wallet, points, now } = operation;
    this.settle(member, now);
    const shares = this.#spend({ member, wallet, points, now });
    if (kind === 'redeem') this.#add(wallet, 'redeemed', points);
    else for (const share of shares) this.#lot(member, share.lot).held += share.points;
    const id = redemptionIdOf(operation);
    this.redemptions.set(id, {
      id,
      member,
      wallet,
      points,
      shares,
      expiresAt: kind === 'redeem' ? null : now + operation.holdForMs,
      status: kind === 'redeem' ? 'confirmed' : 'reserved',
      captured: kind === 'redeem' ? points : 0,
    });
  }

  #capture({ redemption: id, points, now }: OperationOf<'capture'>): void {
    const redemption = this.#redemption(id);
    const { member, wallet, shares, expiresAt } = redemption;
    const wanted = points ?? redemption.points;
    if (redemption.status === 'confirmed' && redemption.captured === wanted) throw new Stopped('nothing');
    if (redemption.status !== 'reserved') throw new Stopped('redemption_not_open');
    checkAmount(wanted);
    if (expiresAt !== null && expiresAt <= now) throw new Stopped('hold_expired');
    if (wanted > redemption.points) throw new Stopped('capture_exceeds_hold');
    this.settle(member, now);
    for (const share of shares) this.#lot(member, share.lot).held -= share.points;
    const [spent, rest] = firstOf(shares, wanted);
    this.#add(wallet, 'redeemed', wanted);
    this.#return(member, rest, resolutionKey(id), now);
    Object.assign(redemption, { status: 'confirmed', captured: wanted, shares: spent });
  }

  #release(id: Uuid, status: 'cancelled' | 'expired', now: number): void {
    const redemption = this.#redemption(id);
    const { member, shares } = redemption;
    if (redemption.status === status) throw new Stopped('nothing');
    if (redemption.status !== 'reserved') throw new Stopped('redemption_not_open');
    this.settle(member, now);
    for (const share of shares) this.#lot(member, share.lot).held -= share.points;
    this.#return(member, shares, resolutionKey(id), now);
    redemption.status = status;
  }

  #timeOut(now: number): void {
    const due = [...this.redemptions.values()]
      .filter(({ status, expiresAt }) => status === 'reserved' && (expiresAt ?? Infinity) <= now)
      .toSorted((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0) || (a.id < b.id ? -1 : 1));
    for (const { id } of due) this.#release(id, 'expired', now);
  }

  #reverseRedemption({ redemption: id, now }: OperationOf<'reverseRedemption'>): void {
    const redemption = this.#redemption(id);
    if (redemption.status === 'reversed') throw new Stopped('nothing');
    if (redemption.status !== 'confirmed') throw new Stopped('redemption_not_confirmed');
    this.#unspend(redemption, redemption.shares, 'all', now);
    redemption.status = 'reversed';
  }

  #giveBackPart({ redemption: id, points, by, now }: OperationOf<'giveBack'>): void {
    const redemption = this.#redemption(id);
    const [back, rest] = firstOf(redemption.shares, points);
    this.#unspend(redemption, back, by, now);
    redemption.shares = rest;
  }

  #unspend(
    { id, member, wallet, expiresAt }: ModelRedemption,
    shares: readonly ModelShare[],
    by: string,
    now: number,
  ): void {
    this.settle(member, now);
    this.#add(wallet, 'redeemed', -total(shares));
    const spending = expiresAt === null ? instructionKey('redeem', id) : resolutionKey(id);
    this.#return(member, shares, reversalKey(transactionId(member, spending), by), now);
  }

  #reverseAward(operation: OperationOf<'reverseAward'>): void {
    const { member, lot: id, wallet, points, policy, now } = operation;
    checkAmount(points);
    this.settle(member, now);
    const lot = this.#lot(member, id);
    const own = Math.min(points, lot.remaining);
    const gone = Math.min(points - own, lot.expired);
    lot.remaining -= own;
    lot.expired -= gone;
    const others = this.#spendUpTo({ member, wallet, points: points - own - gone, now }, id);
    const missing = points - own - gone - total(others);
    if (missing > 0 && policy === 'refuse') throw new Stopped('points_spent');
    const forgiven = policy === 'clip' ? missing : 0;
    if (forgiven === points) throw new Stopped('nothing');
    raise(this.#of(member).debt, wallet, missing - forgiven);
    raise(this.#of(member).lifetime, wallet, forgiven - points);
    this.#add(wallet, 'expired', -gone);
    this.#add(wallet, 'reversed', points - forgiven);
    this.#checkSafe(member);
  }

  #adjust({ member, id: adjustment, way, wallet, points, expiresAt, now }: OperationOf<'adjust'>): void {
    checkAmount(points);
    this.settle(member, now);
    if (way === 'take') {
      this.#spend({ member, wallet, points, now });
      this.#add(wallet, 'adjusted', points);
      return;
    }
    if (expiresAt !== null && expiresAt <= now) throw new Stopped('invalid_amount');
    const id = deriveUuid('lot', transactionId(member, instructionKey('adjust', adjustment)), '0');
    this.#add(wallet, 'adjusted', -points);
    const kept = { id, wallet, earnedAt: now, vestsAt: null, expiresAt, vested: true };
    const lot = this.#open(member, kept, points);
    this.#checkSafe(member);
    this.#repay(member, [lot]);
  }

  #transfer({ from, into, id, wallet, points, now }: OperationOf<'transfer'>): void {
    if (from === into) throw new Stopped('same_member');
    this.settle(from, now);
    this.settle(into, now);
    const shares = this.#spend({ member: from, wallet, points, now });
    const carried = this.#carry(from, into, shares, passageKey('transfer', id, 'into'), now);
    this.#checkSafe(into);
    this.#repay(into, carried);
  }

  #merge({ from, into, id, now }: OperationOf<'merge'>): void {
    if (from === into) throw new Stopped('same_member');
    this.settle(from, now);
    this.settle(into, now);
    const [leaving, staying] = [this.#of(from), this.#of(into)];
    const lots = [...leaving.lots.values()].toSorted(inSpendOrder);
    if (lots.some(({ held }) => held > 0)) throw new Stopped('points_held');
    const shares = lots
      .filter((lot) => lot.remaining > 0)
      .map((lot) => ({ lot: lot.id, points: lot.remaining }));
    const [debts, lifetimes] = [[...leaving.debt], [...leaving.lifetime]];
    if (shares.length === 0 && [...debts, ...lifetimes].every(([, points]) => points === 0)) {
      throw new Stopped('nothing');
    }
    for (const lot of lots) lot.remaining = 0;
    for (const [wallet, points] of debts) {
      const paid = this.#spendUpTo({ member: into, wallet, points, now });
      raise(staying.debt, wallet, points - total(paid));
    }
    for (const [wallet, points] of lifetimes) raise(staying.lifetime, wallet, points);
    leaving.debt.clear();
    leaving.lifetime.clear();
    const carried = this.#carry(from, into, shares, passageKey('merge', id, 'into'), now);
    this.#checkSafe(into);
    this.#repay(
      into,
      carried.filter(({ vested }) => vested),
    );
  }

  /** Points of another member's lots in new lots, which keep vesting and expiry. */
  #carry(
    from: Uuid,
    into: Uuid,
    shares: readonly ModelShare[],
    key: string,
    now: number,
  ): readonly ModelLot[] {
    return shares.map(({ lot: origin, points }) => {
      const id = deriveUuid('lot', transactionId(into, key), 'carried', origin);
      return this.#open(into, { ...this.#lot(from, origin), id, earnedAt: now }, points);
    });
  }

  /** Points go back to their lots; where these have expired they live for the time of grace, or expire at once. */
  #return(member: Uuid, shares: readonly ModelShare[], key: string, now: number): void {
    const alive: ModelLot[] = [];
    const revived: ModelLot[] = [];
    for (const share of shares) {
      const lot = this.#lot(member, share.lot);
      const { wallet } = lot;
      const graceMs = this.#graceMs.get(wallet) ?? null;
      if (lot.expiresAt === null || lot.expiresAt > now) {
        lot.remaining += share.points;
        alive.push(lot);
      } else if (graceMs === null) {
        lot.expired += share.points;
        this.#add(wallet, 'expired', share.points);
      } else {
        const id = deriveUuid('lot', transactionId(member, key), 'revived', lot.id);
        const kept = { id, wallet, earnedAt: now, vestsAt: null, expiresAt: now + graceMs, vested: true };
        revived.push(this.#open(member, kept, share.points));
      }
    }
    this.#checkSafe(member);
    this.#repay(member, [...alive, ...revived]);
  }

  /** What is active in these lots pays what the member owes. */
  #repay(member: Uuid, lots: readonly ModelLot[]): void {
    const { debt } = this.#of(member);
    for (const lot of lots) {
      const paid = Math.min(lot.remaining, debt.get(lot.wallet) ?? 0);
      lot.remaining -= paid;
      raise(debt, lot.wallet, -paid);
    }
  }

  #spend(spend: Spend): readonly ModelShare[] {
    checkAmount(spend.points);
    const shares = this.#spendUpTo(spend);
    if (total(shares) < spend.points) throw new Stopped('insufficient_points');
    return shares;
  }

  #spendUpTo({ member, wallet, points, now }: Spend, except?: Uuid): readonly ModelShare[] {
    const lots = [...this.#of(member).lots.values()]
      .filter((lot) => lot.wallet === wallet && lot.id !== except && lot.vested)
      .filter((lot) => lot.remaining > 0 && (lot.expiresAt === null || lot.expiresAt > now))
      .toSorted(inSpendOrder);
    const full = lots.map((lot) => ({ lot: lot.id, points: lot.remaining }));
    const [shares] = firstOf(full, points);
    for (const share of shares) this.#lot(member, share.lot).remaining -= share.points;
    return shares;
  }

  #open(member: Uuid, lot: Omit<ModelLot, 'remaining' | 'held' | 'expired'>, points: number): ModelLot {
    const opened = { ...lot, remaining: points, held: 0, expired: 0 };
    this.#of(member).lots.set(lot.id, opened);
    return opened;
  }

  #add(wallet: string, account: string, points: number): void {
    const key = `${wallet} ${account}`;
    this.program.set(key, (this.program.get(key) ?? 0n) + BigInt(points));
  }

  /** What a member has in a wallet, owes or ever earned is at most 2^53 − 1. */
  #checkSafe(member: Uuid): void {
    const { lots, lifetime } = this.#of(member);
    for (const wallet of new Set([...lifetime.keys(), ...[...lots.values()].map((lot) => lot.wallet)])) {
      const { active, pending, held, debt, lifetime: earned } = this.balance(member, wallet);
      if ([active + pending + held, debt, earned].some((points) => points > Number.MAX_SAFE_INTEGER)) {
        throw new Stopped('points_overflow');
      }
    }
  }

  #of(member: Uuid): ModelMember {
    return known(this.members.get(member));
  }

  #lot(member: Uuid, lot: Uuid): ModelLot {
    return known(this.#of(member).lots.get(lot));
  }

  #redemption(id: Uuid): ModelRedemption {
    return known(this.redemptions.get(id));
  }
}

function checkAmount(points: number): void {
  if (!Number.isSafeInteger(points) || points <= 0) throw new Stopped('invalid_amount');
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the story means something that is not there');
  return value;
}
