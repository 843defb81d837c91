import type { Generated } from 'kysely';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Json, NullableTimestamp, Timestamp } from './column.ts';

export interface AccessTables {
  api_key: {
    id: string;
    program_id: string;
    source: string;
    secret_hash: string;
    created_at: Timestamp;
    expires_at: NullableTimestamp;
    revoked_at: NullableTimestamp;
  };
  audit_event: {
    id: Generated<number>;
    at: Timestamp;
    program_id: string;
    actor: string;
    action: string;
    subject: string;
    detail: Json;
    /** Of the request that did it; null when no request did. */
    request_id: string | null;
    trace_id: string | null;
  };
  answered_request: {
    program_id: string;
    source: string;
    key: string;
    fingerprint: string;
    answered_at: Timestamp;
    status: number;
    content_type: string;
    location: string | null;
    etag: string | null;
    body: string;
  };
  database_epoch: {
    only: Generated<boolean>;
    epoch: Uuid;
    since: Timestamp;
  };
}
