import type { Condition } from '../condition/condition.ts';
import type { Where } from '../condition/where.ts';
import type { Channel } from '../member/channel.ts';
import type { Duration } from '../values/duration.ts';
import type { Reference, ValueSource } from '../values/reference.ts';
import type { Weekday } from '../values/weekday.ts';

/** One immutable version of a journey file. */
export interface Journey {
  readonly id: string;
  readonly version: number;
  readonly entry: Entry;
  readonly exits: readonly Exit[];
  /** Consent topic of its marketing messages, unless a node names another. */
  readonly topic: string | null;
  readonly start: string;
  readonly nodes: Readonly<Record<string, JourneyNode>>;
}

export interface Entry {
  readonly by:
    | { readonly kind: 'upon'; readonly type: string; readonly where: Where }
    | { readonly kind: 'when'; readonly condition: Condition }
    | { readonly kind: 'api' };
  readonly who: Condition | null;
  readonly reentry: Reentry;
  readonly audienceAtLaunch: 'existing' | 'future' | 'both';
}

export type Reentry =
  | { readonly kind: 'never' }
  | { readonly kind: 'always' }
  | {
      readonly kind: 'after';
      readonly after: Duration;
      readonly from: 'start' | 'end';
      readonly if: 'turns_true' | 'still_true';
    };

export type Trigger =
  | { readonly kind: 'upon'; readonly type: string; readonly where: Where }
  | { readonly kind: 'when'; readonly condition: Condition };

export interface Exit {
  readonly trigger: Trigger;
  readonly reason: string;
  readonly outcome: Outcome;
}

export type Outcome = 'positive' | 'neutral' | 'negative';

/** A step of a journey. `kind` is the word after `do:`. Ways are ids of nodes. */
export type JourneyNode =
  | MessageNode
  | DelayNode
  | WaitUntilNode
  | SplitNode
  | AwardPointsNode
  | SetProfileNode
  | EmitEventNode
  | ExitNode;

export interface MessageNode {
  readonly kind: 'message';
  readonly channel: Channel;
  readonly template: string;
  readonly topic: string | null;
  readonly class: 'marketing' | 'transactional';
  readonly with: Readonly<Record<string, ValueSource>>;
  readonly next: string;
  readonly skipped: string;
  readonly failed: string;
}

export interface DelayNode {
  readonly kind: 'delay';
  readonly until:
    | { readonly kind: 'for'; readonly duration: Duration }
    | { readonly kind: 'time'; readonly time: string; readonly weekdays: readonly Weekday[] }
    | {
        readonly kind: 'date';
        readonly date: Reference;
        readonly offset: Duration | null;
        readonly before: boolean;
      };
  readonly next: string;
  readonly past: string;
}

export interface WaitUntilNode {
  readonly kind: 'wait_until';
  readonly branches: readonly { readonly trigger: Trigger; readonly go: string }[];
  readonly after: Duration;
  readonly timeout: string;
}

export interface SplitNode {
  readonly kind: 'split';
  readonly branches: readonly { readonly when: Condition; readonly go: string }[];
  readonly else: string;
}

export interface AwardPointsNode {
  readonly kind: 'award_points';
  readonly wallet: string;
  readonly points: ValueSource;
  readonly pendingFor: Duration | null;
  readonly next: string;
  readonly refused: string;
}

export interface SetProfileNode {
  readonly kind: 'set_profile';
  readonly set: Readonly<Record<string, ValueSource>>;
  readonly increment: Readonly<Record<string, number>>;
  readonly tags: { readonly add: readonly string[]; readonly remove: readonly string[] };
  readonly next: string;
}

export interface EmitEventNode {
  readonly kind: 'emit_event';
  readonly type: string;
  readonly data: Readonly<Record<string, ValueSource>>;
  readonly next: string;
}

export interface ExitNode {
  readonly kind: 'exit';
  readonly reason: string;
  readonly outcome: Outcome;
}

/** Type of the event by which a request enters a journey; its data holds `{ journey, data }`. */
export const RUN_REQUESTED = 'run_requested';
