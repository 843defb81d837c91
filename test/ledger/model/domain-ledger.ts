import { booked, bookedAndRepaid, emptyBooks, type Books } from '../../../src/domain/ledger/books.fixture.ts';
import { balanceOf } from '../../../src/domain/ledger/balance.ts';
import { capture, hold, release } from '../../../src/domain/ledger/hold.ts';
import { applied } from '../../../src/domain/ledger/apply.ts';
import { sumOf } from '../../../src/domain/ledger/lines.ts';
import { merge } from '../../../src/domain/ledger/merge.ts';
import { redeem } from '../../../src/domain/ledger/redeem.ts';
import { settleLots } from '../../../src/domain/ledger/settle-lots.ts';
import type { LedgerTransaction } from '../../../src/domain/ledger/transaction.ts';
import { transfer } from '../../../src/domain/ledger/transfer.ts';
import { revivalOf } from '../../../src/domain/program/program.ts';
import {
  confirmed,
  givenBack,
  openHold,
  type Redemption,
} from '../../../src/domain/redemption/redemption.ts';
import { assertNever } from '../../../src/domain/values/assert-never.ts';
import { instructionKey, passageKey, resolutionKey } from '../../../src/domain/values/business-key.ts';
import type { Uuid } from '../../../src/domain/values/identity.ts';
import { instantOf, type Instant } from '../../../src/domain/values/instant.ts';
import { ok, refuse, type Result } from '../../../src/domain/values/result.ts';
import { PROGRAM } from '../../db/corner-coffee.ts';
import { adjusted, headOf, issued, takenBack, unspent } from './decide.ts';
import {
  balancesOf,
  lotsOf,
  programOf,
  redemptionState,
  type LedgerState,
  type LedgerUnderTest,
} from './ledger-under-test.ts';
import { redemptionIdOf, type Operation, type OperationOf } from './operation.ts';
import type { Outcome } from './reference-ledger.ts';
import { STORY_PROGRAM } from './story-program.ts';

/** A change of some members' books, and of a redemption. */
interface Change {
  readonly books: readonly Books[];
  readonly redemption?: Redemption;
}

/** Null: nothing is to be changed. */
type Decision = Result<Change | null>;

/** The pure functions of the ledger over books in memory: what the services do, without a database. */
export class DomainLedger implements LedgerUnderTest {
  readonly #books: Map<Uuid, Books>;
  readonly #redemptions = new Map<Uuid, Redemption>();

  constructor(members: readonly Uuid[]) {
    this.#books = new Map(
      members.map((memberId) => [memberId, emptyBooks({ programId: PROGRAM, memberId })]),
    );
  }

  perform(operation: Operation): Outcome {
    const decision = this.#decide(operation);
    if (!decision.ok) return decision.refusal.code;
    if (decision.value === null) return 'nothing';
    const { books, redemption } = decision.value;
    for (const one of books) this.#books.set(one.memberId, one);
    if (redemption !== undefined) this.#redemptions.set(redemption.id, redemption);
    return 'done';
  }

  state(): LedgerState {
    const books = [...this.#books.values()];
    return {
      balances: balancesOf([...this.#books.keys()], (member, wallet) =>
        balanceOf(this.#of(member).balances, wallet),
      ),
      lots: lotsOf(books.flatMap(({ lots }) => lots)),
      program: programOf(programSums(books)),
      redemptions: Object.fromEntries(
        [...this.#redemptions.values()].map(({ id, status, captured, shares }) => [
          id,
          redemptionState(status, captured, shares),
        ]),
      ),
    };
  }

  #decide(operation: Operation): Decision {
    switch (operation.kind) {
      case 'purchase':
        return posted(this.#of(operation.member), issued(this.#of(operation.member), operation));
      case 'award':
      case 'opening': {
        const books = this.#settled(operation.member, operation.now);
        return posted(books, issued(books, operation));
      }
      case 'redeem':
      case 'hold':
        return this.#start(operation);
      case 'capture':
      case 'release':
      case 'reverseRedemption':
      case 'giveBack':
        return this.#goOn(operation);
      case 'reverseAward': {
        const books = this.#settled(operation.member, operation.now);
        return postedIf(books, takenBack(books, operation, books.journal));
      }
      case 'adjust': {
        const books = this.#settled(operation.member, operation.now);
        return postedIf(books, adjusted(books, operation));
      }
      case 'transfer':
      case 'merge':
        return this.#pass(operation);
      case 'sweep':
        return ok({ books: [...this.#books.keys()].map((member) => this.#settled(member, operation.now)) });
      case 'timeOut':
        return this.#timeOut(operation.now);
      default:
        return assertNever(operation);
    }
  }

  #start(operation: OperationOf<'redeem' | 'hold'>): Decision {
    const { kind, member: memberId, request: reason, wallet, points, now } = operation;
    const books = this.#settled(memberId, now);
    const id = redemptionIdOf(operation);
    const head = headOf(instructionKey(kind, id), now);
    const decide = kind === 'redeem' ? redeem : hold;
    const decided = decide(books, head, { wallet, points }, now);
    if (!decided.ok) return decided;
    const { transaction, shares } = decided.value;
    const reserved: Redemption = {
      id,
      memberId,
      wallet,
      points,
      reason,
      orderId: null,
      status: 'reserved',
      captured: 0,
      shares,
      createdAt: now,
      expiresAt: kind === 'redeem' ? null : instantOf(now + operation.holdForMs),
      resolvedAt: null,
    };
    const redemption = kind === 'redeem' ? confirmed(reserved, shares, now) : reserved;
    return withRedemption(posted(books, transaction), redemption);
  }

  #goOn(operation: OperationOf<'capture' | 'release' | 'reverseRedemption' | 'giveBack'>): Decision {
    const redemption = known(this.#redemptions.get(operation.redemption));
    const { kind, now } = operation;
    const books = this.#settled(redemption.memberId, now);
    switch (kind) {
      case 'release':
        return releasing(books, redemption, 'cancelled', now);
      case 'capture':
        return capturing(books, redemption, operation);
      case 'giveBack': {
        const back = unspent(books, redemption, operation);
        return withRedemption(posted(books, back.transaction), back.redemption);
      }
      case 'reverseRedemption': {
        const { status, shares } = redemption;
        if (status === 'reversed') return ok(null);
        if (status !== 'confirmed') return refuse('redemption_not_confirmed', status);
        const { transaction } = unspent(books, redemption, { points: sumOf(shares), by: 'all', now });
        return withRedemption(posted(books, transaction), givenBack(redemption, 'reversed', now));
      }
      default:
        return assertNever(kind);
    }
  }

  #pass({ kind, from, into, id, now, ...rest }: OperationOf<'transfer' | 'merge'>): Decision {
    const heads = {
      out: headOf(passageKey(kind, id, 'out'), now),
      into: headOf(passageKey(kind, id, 'into'), now),
    };
    const [leaving, staying] = [this.#settled(from, now), this.#settled(into, now)];
    const sides =
      'points' in rest
        ? transfer(leaving, staying, heads, { wallet: rest.wallet, points: rest.points }, now)
        : merge(leaving, staying, heads, now);
    if (!sides.ok) return sides;
    if (sides.value === null) return ok(null);
    const out = posted(leaving, sides.value.out);
    const arrived = posted(staying, sides.value.into);
    if (!out.ok || !arrived.ok) return out.ok ? arrived : out;
    return ok({ books: [...booksOf(out), ...booksOf(arrived)] });
  }

  #timeOut(now: Instant): Decision {
    const due = [...this.#redemptions.values()]
      .filter(({ status, expiresAt }) => status === 'reserved' && expiresAt !== null && expiresAt <= now)
      .toSorted((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0) || (a.id < b.id ? -1 : 1));
    for (const redemption of due) {
      const books = this.#settled(redemption.memberId, now);
      const decision = releasing(books, redemption, 'expired', now);
      if (!decision.ok) return decision;
      for (const one of decision.value?.books ?? []) this.#books.set(one.memberId, one);
      this.#redemptions.set(redemption.id, givenBack(redemption, 'expired', now));
    }
    return ok({ books: [] });
  }

  #settled(member: Uuid, now: Instant): Books {
    const books = this.#of(member);
    return settleLots(books, now).reduce(booked, books);
  }

  #of(member: Uuid): Books {
    return known(this.#books.get(member));
  }
}

function capturing(books: Books, redemption: Redemption, { points, now }: OperationOf<'capture'>): Decision {
  const wanted = points ?? redemption.points;
  if (redemption.status === 'confirmed' && redemption.captured === wanted) return ok(null);
  const open = openHold(redemption);
  if (!open.ok) return open;
  const revival = revivalOf(STORY_PROGRAM, redemption.wallet);
  const head = headOf(resolutionKey(redemption.id), now);
  const taken = capture(books, head, { hold: open.value, revival, now }, wanted);
  if (!taken.ok) return taken;
  const { transaction, spent } = taken.value;
  return withRedemption(posted(books, transaction), confirmed(redemption, spent, now));
}

function releasing(
  books: Books,
  redemption: Redemption,
  status: 'cancelled' | 'expired',
  now: Instant,
): Decision {
  if (redemption.status === status) return ok(null);
  const open = openHold(redemption);
  if (!open.ok) return open;
  const revival = revivalOf(STORY_PROGRAM, redemption.wallet);
  const transaction = release(books, headOf(resolutionKey(redemption.id), now), {
    hold: open.value,
    revival,
    now,
  });
  return withRedemption(posted(books, transaction), givenBack(redemption, status, now));
}

function posted(books: Books, transaction: LedgerTransaction): Decision {
  const after = applied(books, transaction);
  return after.ok ? ok({ books: [bookedAndRepaid(books, transaction)] }) : after;
}

function postedIf(books: Books, decided: Result<LedgerTransaction | null>): Decision {
  if (!decided.ok || decided.value === null) return decided.ok ? ok(null) : decided;
  return posted(books, decided.value);
}

function withRedemption(decision: Decision, redemption: Redemption): Decision {
  return decision.ok && decision.value !== null ? ok({ ...decision.value, redemption }) : decision;
}

function booksOf(decision: Decision): readonly Books[] {
  return decision.ok ? (decision.value?.books ?? []) : [];
}

function programSums(books: readonly Books[]): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  const lines = books.flatMap(({ journal }) => journal.flatMap(({ postings }) => postings));
  for (const { wallet, account, amount } of lines) {
    if (account.startsWith('member_')) continue;
    const key = `${wallet} ${account}`;
    sums.set(key, (sums.get(key) ?? 0n) + BigInt(amount));
  }
  return sums;
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the story means something that is not there');
  return value;
}
