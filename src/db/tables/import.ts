import type { ColumnType, Generated } from 'kysely';
import type { Uuid } from '../../domain/values/identity.ts';
import type { NullableTimestamp, Timestamp } from './column.ts';

type GeneratedJson = ColumnType<unknown, string | undefined, string>;
/** `bigint`, zero from the start. */
type Counter = Generated<number>;

export interface ImportTables {
  import: {
    id: Uuid;
    program_id: string;
    source: string;
    /** The key that the sender gave, if any, and a fingerprint of all that was sent; null while it is received. */
    request_key: string | null;
    request_hash: string | null;
    /** Empty until everything was received. */
    format: Generated<'' | 'csv' | 'ndjson'>;
    /** The mapping file; null for events that need none. */
    mapping: string | null;
    enrol: Generated<boolean>;
    history: Generated<boolean>;
    file_name: string | null;
    status: 'receiving' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
    phase: Generated<'reading' | 'recording' | 'marking'>;
    posted_at: Timestamp;
    started_at: NullableTimestamp;
    ended_at: NullableTimestamp;
    /** Of the file as it was sent. */
    bytes: Counter;
    bytes_read: Counter;
    lines_read: Counter;
    skipped: Counter;
    rejected: Counter;
    skipped_by: GeneratedJson;
    rejected_by: GeneratedJson;
    /** Names of the file's columns; null where it has none, and before it was read. */
    reject_columns: string[] | null;
    /** How many the file holds: known when it was read. */
    events: Counter;
    recorded: Counter;
    duplicates: Counter;
    enrolled: Counter;
    /** Parts of kind `events`, and the first of them that the phase has yet to deal with. */
    batches: Generated<number>;
    next_batch: Generated<number>;
    /** The batch of which is known what was there before it: which of its events, and who first appears in which. */
    prepared_batch: Generated<number>;
    known_events: Generated<number[]>;
    new_members: Generated<number[]>;
    /** Whoever reads the file now: one that another has taken over writes nothing more. */
    attempt: Uuid | null;
    /** In a row that came to nothing. */
    attempts: Generated<number>;
    failure_code: 'unreadable_file' | 'internal' | null;
    /** Of an import that goes on: how the last attempt failed. */
    failure_detail: string | null;
    /** When it is to be looked at unless something has happened by then; null: never again. */
    next_wake_at: NullableTimestamp;
  };
  /** `upload`: the file as it was sent; `events`: its events by time, a batch each; `rejects`: the file of rejects. */
  import_part: {
    import_id: Uuid;
    kind: 'upload' | 'events' | 'rejects';
    number: number;
    content: Buffer;
  };
}
