import type { Generated } from 'kysely';
import type { Outcome } from '../../domain/journey/journey.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { BigInteger, Json, NullableTimestamp, Timestamp } from './column.ts';

export interface LifecycleTables {
  lifecycle: {
    member_id: Uuid;
    program_id: string;
    /** The lifecycle without its open runs, which have rows of their own. */
    state: Json;
    listens_to: Generated<string[]>;
    /** Set when something is to be decided, cleared by advancing; both under the member's lock. */
    needs_advance_since: NullableTimestamp;
    /** The trace, as a `traceparent`, of what set the mark; null where nothing is traced. Cleared with the mark. */
    marked_by: string | null;
    next_wake_at: NullableTimestamp;
    /** The wake that the member's workflow was told; written only by `conductMember`. */
    armed_until: NullableTimestamp;
    /** Advances that failed since the last that did not, and how the last of them failed. */
    failures: Generated<number>;
    failure_cause: string | null;
    /** Since when advancing is not tried any more. */
    blocked_at: NullableTimestamp;
    /**
     * When advancing is tried again by itself, because what is stored could not be read; null: it can be, or was never
     * tried.
     */
    retry_at: NullableTimestamp;
  };
  run: {
    id: Uuid;
    program_id: string;
    member_id: Uuid;
    journey_id: string;
    journey_version: number;
    status: 'open' | 'ended';
    node: string | null;
    started_at: Timestamp;
    ended_at: NullableTimestamp;
    reason: string | null;
    outcome: Outcome | null;
    state: Json;
  };
  decision: {
    id: Generated<number>;
    member_id: Uuid;
    decided_at: Timestamp;
    position_from: BigInteger;
    position_to: BigInteger;
    engine: string;
    decisions: Json;
  };
}
