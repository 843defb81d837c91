import { lotTerms } from '../../../src/domain/earning/lot-terms.ts';
import type { SpentPolicy } from '../../../src/domain/ledger/reverse.ts';
import { assertNever } from '../../../src/domain/values/assert-never.ts';
import { eventKey } from '../../../src/domain/values/business-key.ts';
import { deriveUuid, type Uuid } from '../../../src/domain/values/identity.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../../../src/domain/values/instant.ts';
import { later } from '../../db/corner-coffee.ts';
import {
  SOURCE,
  transactionId,
  transferIdOf,
  type Line,
  type Operation,
  type OperationOf,
} from './operation.ts';
import type { Step } from './step.ts';
import { STORY_PROGRAM, WALLETS } from './story-program.ts';

/** What a story has to know of a redemption to go on about it. */
export interface KnownRedemption {
  readonly id: Uuid;
  readonly member: Uuid;
  readonly status: string;
  readonly shares: readonly { readonly points: number }[];
}

/** Points of an award that may be taken back. */
interface Takeable {
  readonly member: Uuid;
  readonly awardKey: string;
  readonly lot: Uuid;
  readonly wallet: string;
  left: number;
}

const POLICIES: readonly SpentPolicy[] = ['debt', 'clip', 'refuse'];
const PURCHASE_POINTS_MAX = 200;
/** Older events are refused unless they are imported. */
const LATE_DAYS_MAX = 30;

/** Turns steps into operations by what there is when their turn comes; the same steps tell the same story. */
export class Storyteller {
  readonly #name: string;
  readonly #members: readonly Uuid[];
  #now: Instant;
  #told = 0;
  #takeable: Takeable[] = [];

  /** Everything in the story is named after it, so that two stories can be told in one database. */
  constructor(name: string, members: readonly Uuid[], start: Instant) {
    this.#name = name;
    this.#members = members;
    this.#now = start;
  }

  /** Null where there is nothing that the step could be about. */
  next(step: Step, redemptions: readonly KnownRedemption[]): Operation | null {
    this.#told += 1;
    this.#now = later(this.#now, step.halfDays * 12 * HOUR_MS);
    const redemption = nth(redemptions, step.which);
    return this.#anew(step) ?? this.#reverseAward(step) ?? this.#ofRedemption(step, redemption);
  }

  /** To be told of what was done: only what was awarded can be taken back, and only once. */
  done(operation: Operation): void {
    if (operation.kind === 'purchase' || operation.kind === 'award') {
      this.#takeable.push(...takeableOf(operation));
    } else if (operation.kind === 'reverseAward') {
      const taken = this.#takeable.find(({ lot }) => lot === operation.lot);
      if (taken !== undefined) taken.left -= operation.points;
      this.#takeable = this.#takeable.filter(({ left }) => left > 0);
    } else if (operation.kind === 'merge') {
      this.#takeable = this.#takeable.filter(({ member }) => member !== operation.from);
    }
  }

  get #word(): string {
    return `${this.#name}-${this.#told}`;
  }

  #anew({ kind, who, other, wallet: place, points, term }: Step): Operation | null {
    const [now, word, id] = [this.#now, this.#word, deriveUuid('story', this.#word)];
    const [member, into, wallet] = [nth(this.#members, who), nth(this.#members, other), nth(WALLETS, place)];
    if (member === null || into === null || wallet === null) return null;
    const [isEven, isThird] = [term % 2 === 0, term % 3 === 0];
    switch (kind) {
      case 'purchase':
        return purchaseOf({
          member,
          word,
          points,
          now,
          daysAgo: isThird ? Math.min(term, LATE_DAYS_MAX) : 0,
        });
      case 'award':
      case 'opening': {
        if (!Number.isSafeInteger(points) || points <= 0) return null;
        const vestsAt = isThird ? null : later(now, (term - 8) * DAY_MS);
        const expiresAt = isEven ? null : later(now, (2 * term - 10) * DAY_MS);
        const line = {
          wallet,
          points: points > PURCHASE_POINTS_MAX ? points : points * 3,
          vestsAt,
          expiresAt,
        };
        const lines = term % 5 === 0 ? [line, { ...line, vestsAt: null }] : [line];
        return { kind, member, now, request: word, key: `${kind}:${id}`, effectiveAt: now, lines };
      }
      case 'redeem':
        return { kind, member, now, request: word, wallet, points };
      case 'hold':
        return { kind, member, now, request: word, wallet, points, holdForMs: (term + 1) * DAY_MS };
      case 'adjust': {
        const expiresAt = isThird ? null : later(now, (term - 5) * DAY_MS);
        return { kind, member, now, id, way: isEven ? 'add' : 'take', wallet, points, expiresAt };
      }
      case 'transfer':
        return { kind, from: member, into, now, request: word, id: transferIdOf(word), wallet, points };
      case 'merge':
        return { kind, from: member, into, now, id };
      case 'sweep':
      case 'timeOut':
        return { kind, now };
      case 'reverseAward':
      case 'capture':
      case 'release':
      case 'reverseRedemption':
      case 'giveBack':
        return null;
      default:
        return assertNever(kind);
    }
  }

  #ofRedemption({ kind, points, term }: Step, redemption: KnownRedemption | null): Operation | null {
    if (redemption === null) return null;
    const { id, member, status, shares } = redemption;
    const of = { now: this.#now, member, redemption: id };
    if (kind === 'capture') return { kind, ...of, points: term % 2 === 0 ? null : points };
    if (kind === 'release' || kind === 'reverseRedemption') return { kind, ...of };
    const spent = shares.reduce((sum, share) => sum + share.points, 0);
    const isPart = status === 'confirmed' && Number.isSafeInteger(points) && points > 0 && points < spent;
    return kind === 'giveBack' && isPart ? { kind, ...of, points, by: this.#word } : null;
  }

  #reverseAward({ kind, which, points, term }: Step): Operation | null {
    const takeable = nth(this.#takeable, which);
    const policy = nth(POLICIES, term);
    if (kind !== 'reverseAward' || takeable === null || policy === null) return null;
    const { left, ...award } = takeable;
    const taken = term > 30 ? left : Math.min(left, points);
    return { kind, now: this.#now, by: this.#word, policy, ...award, points: taken };
  }
}

interface Purchase {
  readonly member: Uuid;
  readonly word: string;
  readonly points: number;
  readonly now: Instant;
  readonly daysAgo: number;
}

/** A purchase earns what the program says, also one that is told of late. */
function purchaseOf({ member, word, points, now, daysAgo }: Purchase): OperationOf<'purchase'> {
  const effectiveAt = later(now, -daysAgo * DAY_MS);
  const euros = Math.min(Math.max(Math.ceil(points), 1), PURCHASE_POINTS_MAX);
  const lines = WALLETS.map((wallet) => {
    const { vestsAt, expiresAt } = lotTerms(STORY_PROGRAM, wallet, effectiveAt);
    return { wallet, points: euros, vestsAt, expiresAt };
  });
  const key = eventKey({ source: SOURCE, externalId: word });
  return { kind: 'purchase', member, now, request: word, key, effectiveAt, lines };
}

function takeableOf({ member, key, lines }: OperationOf<'purchase' | 'award'>): readonly Takeable[] {
  return lines.map(({ wallet, points }: Line, line) => {
    const lot = deriveUuid('lot', transactionId(member, key), String(line));
    return { member, awardKey: key, lot, wallet, left: points };
  });
}

/** Numbers beyond the end begin again. */
function nth<T>(list: readonly T[], place: number): T | null {
  return list[place % list.length] ?? null;
}
