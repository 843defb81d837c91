import { evaluate } from '../condition/evaluate.ts';
import type { EventView, Moment } from '../condition/moment.ts';
import { matches } from '../condition/where.ts';
import type { AwardLine } from '../ledger/award.ts';
import type { Program } from '../program/program.ts';
import { assertNever } from '../values/assert-never.ts';
import { moneyOf } from '../values/money.ts';
import { ok, refuse } from '../values/result.ts';
import type { Result } from '../values/result.ts';
import type { Reason } from './answer.ts';
import type { Award, EarnRule } from './earn-rule.ts';
import { lotTerms } from './lot-terms.ts';

export interface Earned {
  /** One for each award above zero, in the order of the rules. */
  readonly lines: readonly AwardLine[];
  /** Why each rule that listens to this type of event awarded points, or did not. */
  readonly reasons: readonly Reason[];
}

/**
 * What the program's rules award for an event. `moment` holds the facts before the event, at its `occurredAt`.
 * Each award is rounded once and is never negative. Refuses `points_overflow`.
 */
export function earn(program: Program, event: EventView, moment: Moment): Result<Earned> {
  const lines: AwardLine[] = [];
  const reasons: Reason[] = [];
  for (const rule of program.earn) {
    if (rule.upon.type !== event.type) continue;
    const missed = whyNot(rule, event, moment);
    if (missed !== null) {
      reasons.push({ rule: rule.id, wallet: null, points: 0, because: missed });
      continue;
    }
    for (const award of rule.award) {
      const points = pointsOf(award, event, program.currency);
      if (points > MAX_SAFE) return refuse('points_overflow', `rule ${rule.id} would award ${points} points`);
      const because = points === 0n ? 'rounded_to_zero' : 'awarded';
      reasons.push({ rule: rule.id, wallet: award.wallet, points: Number(points), because });
      if (points === 0n) continue;
      const terms = lotTerms(program, award.wallet, event.occurredAt);
      lines.push({ wallet: award.wallet, points: Number(points), rule: rule.id, ...terms });
    }
  }
  return ok({ lines, reasons });
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function whyNot(
  { upon, who }: EarnRule,
  event: EventView,
  moment: Moment,
): 'not_matching' | 'not_eligible' | null {
  if (!matches(upon.where, event.data)) return 'not_matching';
  if (who !== null && !evaluate(who, { ...moment, event }).holds) return 'not_eligible';
  return null;
}

/** Points of one award, from zero up; whole numbers of any size, so that nothing is lost on the way to rounding. */
function pointsOf(award: Award, event: EventView, currency: string): bigint {
  switch (award.kind) {
    case 'fixed':
      return BigInt(award.points);
    case 'perAmount': {
      const basis = basisMinor(event, award.basis, currency);
      return basis <= 0n ? 0n : divide(basis * BigInt(award.points), BigInt(award.minor), award.rounding);
    }
    default:
      return assertNever(award);
  }
}

/** `gross` is the total; `net` is the total without tax and shipping. Money of another currency counts as none. */
function basisMinor({ data }: EventView, basis: 'net' | 'gross', currency: string): bigint {
  const minor = (name: string): bigint => {
    const money = moneyOf(data[name]);
    return money?.currency === currency ? BigInt(money.amountMinor) : 0n;
  };
  return basis === 'gross' ? minor('total') : minor('total') - minor('tax') - minor('shipping');
}

/** Both from zero up, the divisor above zero. Half a point goes up with `half_up`. */
function divide(dividend: bigint, divisor: bigint, rounding: 'down' | 'half_up' | 'up'): bigint {
  switch (rounding) {
    case 'down':
      return dividend / divisor;
    case 'half_up':
      return (dividend * 2n + divisor) / (divisor * 2n);
    case 'up':
      return (dividend + divisor - 1n) / divisor;
    default:
      return assertNever(rounding);
  }
}
