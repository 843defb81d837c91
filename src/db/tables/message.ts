import type { Generated } from 'kysely';
import type { Channel } from '../../domain/member/channel.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Json, NullableTimestamp, Timestamp } from './column.ts';

export type MessageStatus = 'planned' | 'claimed' | 'sent' | 'skipped' | 'failed' | 'unknown' | 'withdrawn';

export interface MessageTables {
  message: {
    id: Uuid;
    program_id: string;
    member_id: Uuid;
    run_id: Uuid;
    journey_id: string;
    node: string;
    channel: Channel;
    template: string;
    class: 'marketing' | 'transactional';
    topic: string | null;
    /** The node's `with`: literals and references, resolved when the message is claimed. */
    content: Json;
    planned_at: Timestamp;
    /** How many events lie between the outside and the message's outcome. */
    depth: Generated<number>;
    status: Generated<MessageStatus>;
    reason: string | null;
    attempts: Generated<number>;
    next_attempt_at: NullableTimestamp;
    claim_token: Uuid | null;
    lease_until: NullableTimestamp;
    provider_id: string | null;
    settled_at: NullableTimestamp;
  };
  unsubscribe_token: {
    token_hash: string;
    member_id: Uuid;
    message_id: Uuid;
    topic: string;
    channel: Channel;
    created_at: Timestamp;
  };
}
