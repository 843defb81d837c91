import type { Generated } from 'kysely';
import type { Json, NullableTimestamp, Timestamp } from './column.ts';

export interface ProgramTables {
  program: {
    id: string;
    revision: Generated<number>;
    /** The latest revision for which every member was marked; behind `revision` only until marking has ended. */
    marked_revision: Generated<number>;
    sending_paused_at: NullableTimestamp;
    /** When sending was resumed; null from when every member with a message that was held back is marked. */
    releasing_since: NullableTimestamp;
    created_at: Timestamp;
  };
  program_version: {
    program_id: string;
    version: number;
    definition: Json;
    source: string;
    content_hash: string;
    published_at: Timestamp;
  };
  journey_version: {
    program_id: string;
    journey_id: string;
    version: number;
    definition: Json;
    source: string;
    content_hash: string;
    published_at: Timestamp;
  };
  template_version: {
    program_id: string;
    template_id: string;
    version: number;
    subject: string;
    html: string;
    text: string;
    content_hash: string;
    published_at: Timestamp;
  };
  revision: {
    program_id: string;
    revision: number;
    published_at: Timestamp;
    program_version: number;
    journeys: Json;
    actor: string;
  };
}
