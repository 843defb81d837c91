import type { NewEvent } from '../event/member-event.ts';
import type { Run } from '../journey/run.ts';
import type { LedgerTransaction } from '../ledger/transaction.ts';
import type { Channel } from '../member/channel.ts';
import type { Uuid } from '../values/identity.ts';
import type { Instant } from '../values/instant.ts';
import type { JsonObject } from '../values/json.ts';
import type { ValueSource } from '../values/reference.ts';
import type { Lifecycle } from './lifecycle.ts';

/** What advancing a member decided; the shell writes all of it in one transaction. */
export interface Advanced {
  readonly lifecycle: Lifecycle;
  /** In the order of decision; the shell appends them to the log with the next sequences. */
  readonly events: readonly NewEvent[];
  readonly transactions: readonly LedgerTransaction[];
  /** Messages that runs now stand at: effects for the member's workflow. */
  readonly messages: readonly PlannedMessage[];
  /**
   * Messages whose run ended while it stood at them: those not claimed yet are never sent. One that was planned and
   * withdrawn by the same advance is in both lists.
   */
  readonly withdrawn: readonly WithdrawnMessage[];
  /** Every run that changed, ended ones included. */
  readonly runs: readonly Run[];
  readonly decisions: readonly Decision[];
  /** The earliest instant at which time alone makes something due; null: never. Later than the instant advanced to. */
  readonly nextWakeAt: Instant | null;
  /** Event types that an open run listens to, `*` for any; what entries listen to follows from the definitions. */
  readonly listensTo: readonly string[];
}

/** An effect: one message to hand over, at most once for marketing. Its id follows from run, node and passage. */
export interface PlannedMessage {
  readonly id: Uuid;
  readonly runId: Uuid;
  readonly journey: string;
  readonly node: string;
  readonly channel: Channel;
  readonly template: string;
  readonly class: 'marketing' | 'transactional';
  readonly topic: string | null;
  /** References are resolved when the message is claimed, not here. */
  readonly with: Readonly<Record<string, ValueSource>>;
  readonly plannedAt: Instant;
  /** How many events lie between the outside and the event of its outcome. */
  readonly depth: number;
}

export interface WithdrawnMessage {
  readonly messageId: Uuid;
  readonly reason: 'exited' | 'stopped';
}

/** One decision and what it went by; `explain` shows it, re-execution verifies it. */
export interface Decision {
  readonly at: Instant;
  readonly revision: number;
  readonly journey: string;
  /** Null: no run began. */
  readonly runId: Uuid | null;
  readonly what: 'entered' | 'not_entered' | 'moved' | 'ended';
  /** The node that the run left or stood at; null for entries. */
  readonly node: string | null;
  readonly cause:
    | { readonly kind: 'event'; readonly event: Uuid }
    | { readonly kind: 'deadline' }
    | { readonly kind: 'publication' };
  /** The way taken, the reason of the end, or why the member did not enter. */
  readonly reason: string;
  /** Deciding values, such as the truth of the conditions that were read. */
  readonly values: JsonObject;
}
