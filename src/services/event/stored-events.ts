import type { Selectable } from 'kysely';
import type { MemberTables } from '../../db/tables/member.ts';
import type { MemberEvent } from '../../domain/event/member-event.ts';
import { readCause, readEventData } from '../../schemas/stored/event.ts';

/** A row of the log as an event. */
export function storedEvent(
  row: Omit<Selectable<MemberTables['member_event']>, 'program_id' | 'member_id'>,
): MemberEvent {
  return {
    id: row.id,
    seq: row.seq,
    type: row.type,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    origin: row.origin,
    source: row.source,
    data: readEventData(row.data),
    cause: readCause(row.cause),
    decidedAfter: row.decided_after,
  };
}
