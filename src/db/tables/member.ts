import type { Generated } from 'kysely';
import type { Origin } from '../../domain/event/member-event.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { BigInteger, Json, NullableJson, Timestamp } from './column.ts';

export interface MemberTables {
  member: {
    id: Uuid;
    program_id: string;
    external_id: string;
    email: string | null;
    phone: string | null;
    timezone: string | null;
    locale: string | null;
    enrolled_at: Timestamp;
    version: Generated<number>;
    created_at: Timestamp;
    /** Who took them over; null: nobody, they are a member of their own. */
    merged_into: Uuid | null;
  };
  /** Nothing but the member's lock, and whether they are gone. */
  member_head: {
    member_id: Uuid;
    program_id: string;
    merged_into: Uuid | null;
  };
  member_event: {
    member_id: Uuid;
    seq: BigInteger;
    id: Uuid;
    program_id: string;
    type: string;
    occurred_at: Timestamp;
    recorded_at: Timestamp;
    origin: Origin;
    source: string;
    data: Json;
    cause: NullableJson;
    decided_after: number | null;
  };
  /** The end of a member's log. */
  member_facts: {
    member_id: Uuid;
    program_id: string;
    last_seq: BigInteger;
    last_recorded_at: Timestamp;
    facts: Json;
  };
  business_key: {
    program_id: string;
    key: string;
    content_hash: string;
    member_id: Uuid;
    event_id: Uuid | null;
    transaction_id: Uuid | null;
    answer: NullableJson;
    recorded_at: Timestamp;
  };
}
