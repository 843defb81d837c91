import { earliest } from '../values/earliest.ts';
import type { Instant } from '../values/instant.ts';

/**
 * Truth, and the earliest instant at which time alone could change it; null: time alone never does.
 * Events may change it at any moment.
 */
export interface Verdict {
  readonly holds: boolean;
  readonly until: Instant | null;
}

/** A truth that time alone never changes. */
export function always(holds: boolean): Verdict {
  return holds ? HOLDS : FAILS;
}

/**
 * The exact verdict on something whose truth can change only at known instants, themselves included in the new truth:
 * `until` is the first of them after `now` at which it differs. They may come in any order.
 */
export function verdictBetween(
  changes: readonly Instant[],
  now: Instant,
  truthAt: (instant: Instant) => boolean,
): Verdict {
  const holds = truthAt(now);
  const coming = changes.filter((change) => change > now).toSorted((a, b) => a - b);
  return { holds, until: coming.find((change) => truthAt(change) !== holds) ?? null };
}

/** True when all are. False lasts as long as the longest-lasting false part; true as long as the first to change. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  const failing = verdicts.filter((verdict) => !verdict.holds);
  if (failing.length > 0) return { holds: false, until: lastOf(failing) };
  return { holds: true, until: firstOf(verdicts) };
}

/** True when one is. True lasts as long as the longest-lasting true part; false as long as the first to change. */
export function anyOf(verdicts: readonly Verdict[]): Verdict {
  const holding = verdicts.filter((verdict) => verdict.holds);
  if (holding.length > 0) return { holds: true, until: lastOf(holding) };
  return { holds: false, until: firstOf(verdicts) };
}

export function negated({ holds, until }: Verdict): Verdict {
  return { holds: !holds, until };
}

const HOLDS: Verdict = { holds: true, until: null };
const FAILS: Verdict = { holds: false, until: null };

function firstOf(verdicts: readonly Verdict[]): Instant | null {
  return earliest(verdicts.map(({ until }) => until));
}

function lastOf(verdicts: readonly Verdict[]): Instant | null {
  let last: Instant | null = null;
  for (const { until } of verdicts) {
    if (until === null) return null;
    if (last === null || until > last) last = until;
  }
  return last;
}
