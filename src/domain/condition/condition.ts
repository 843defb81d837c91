import type { Channel } from '../member/channel.ts';
import type { Comparison } from '../values/comparison.ts';
import type { Duration } from '../values/duration.ts';
import type { Instant } from '../values/instant.ts';
import type { Reference } from '../values/reference.ts';
import type { Where } from './where.ts';

/** One condition language for journeys, segments, earn rules, tiers and rewards. Plain JSON; made by the file schemas. */
export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | EventCondition
  | AgeCondition
  | { readonly kind: 'consent'; readonly topic: string; readonly channel: Channel }
  | { readonly kind: 'attribute'; readonly name: string; readonly test: Comparison }
  | BalanceCondition
  | { readonly kind: 'cohort'; readonly percent: number; readonly salt: string }
  | { readonly kind: 'reachable'; readonly channel: Channel }
  | MessageCondition
  | { readonly kind: 'value'; readonly ref: string; readonly test: Comparison }
  | DateCondition;

/** Events of one type, counted, summed or told apart, over all time, a window that ends now, or since an instant. */
export interface EventCondition {
  readonly kind: 'event';
  readonly type: string;
  readonly where: Where;
  readonly measure:
    | { readonly kind: 'count'; readonly test: Comparison }
    | { readonly kind: 'sum'; readonly of: string; readonly test: Comparison }
    | { readonly kind: 'distinct'; readonly of: string; readonly test: Comparison }
    | { readonly kind: 'nth'; readonly every: number };
  readonly window:
    | { readonly kind: 'ever' }
    | { readonly kind: 'within'; readonly duration: Duration }
    | { readonly kind: 'since'; readonly mark: 'run_start' | 'passage_start' | Instant };
}

/** The time since the last event of the types, or since the date that a reference holds. `atLeast` holds from t + P on, `below` before it. */
export interface AgeCondition {
  readonly kind: 'age';
  readonly of: { readonly types: readonly string[] } | Reference;
  readonly test: { readonly atLeast: Duration } | { readonly below: Duration };
  /** What the leaf says when there is no such event or date, or it lies in the future. */
  readonly never: 'holds' | 'fails';
}

export interface BalanceCondition {
  readonly kind: 'balance';
  readonly wallet: string;
  readonly state: 'active' | 'pending' | 'held' | 'debt' | 'lifetime';
  readonly test: Comparison;
}

/** A message of this run's node, or of a template anywhere in the member's life, reached a state. */
export interface MessageCondition {
  readonly kind: 'message';
  readonly of: { readonly node: string } | { readonly template: string };
  readonly state: 'sent' | 'opened' | 'clicked' | 'failed';
  readonly within: Duration | null;
  readonly link: string | null;
}

/** Holds during the local day of the date (moved by `offsetDays`), once or every year. */
export interface DateCondition {
  readonly kind: 'date';
  readonly of: Reference;
  readonly offsetDays: number;
  readonly every: 'year' | null;
  readonly leapDay: 'feb_28' | 'mar_1';
}
