import type { Selectable } from 'kysely';
import type { Queryable, Tables } from '../../db/database.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { readCounts } from '../../schemas/stored/counts.ts';

/** A file of events that was posted, and how far it is. */
export interface Import {
  readonly id: Uuid;
  readonly format: 'csv' | 'ndjson';
  readonly fileName: string | null;
  readonly history: boolean;
  readonly status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  /** What is done now: the file is read and sorted, its events recorded, or the members of its history looked at. */
  readonly phase: 'reading' | 'recording' | 'marking';
  readonly postedAt: Instant;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** Of the file as it was sent, and how many of them were read. */
  readonly bytes: number;
  readonly bytesRead: number;
  readonly linesRead: number;
  readonly skipped: number;
  readonly rejected: number;
  readonly skippedBy: Readonly<Record<string, number>>;
  readonly rejectedBy: Readonly<Record<string, number>>;
  /** In the file, as far as it was read. */
  readonly events: number;
  readonly recorded: number;
  readonly duplicates: number;
  readonly enrolled: number;
  /** Why it failed. */
  readonly failure: { readonly code: 'unreadable_file' | 'internal'; readonly detail: string } | null;
}

export type ImportRow = Selectable<Tables['import']>;

/** An import by its id; null when there is none, or its file has not arrived yet. */
export async function readImport(db: Queryable, importId: Uuid): Promise<Import | null> {
  const row = await db.selectFrom('import').selectAll().where('id', '=', importId).executeTakeFirst();
  return row === undefined ? null : importOf(row);
}

/** Null for one whose file has not arrived yet. */
export function importOf(row: ImportRow): Import | null {
  const { status, format } = row;
  if (status === 'receiving' || format === '') return null;
  const { failure_code: code, failure_detail: detail } = row;
  return {
    id: row.id,
    format,
    fileName: row.file_name,
    history: row.history,
    status,
    phase: row.phase,
    postedAt: row.posted_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    bytes: row.bytes,
    bytesRead: row.bytes_read,
    linesRead: row.lines_read,
    skipped: row.skipped,
    rejected: row.rejected,
    skippedBy: readCounts(row.skipped_by),
    rejectedBy: readCounts(row.rejected_by),
    events: row.events,
    recorded: row.recorded,
    duplicates: row.duplicates,
    enrolled: row.enrolled,
    failure: code === null ? null : { code, detail: detail ?? '' },
  };
}
