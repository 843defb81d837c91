import { sql } from 'kysely';
import { timestamp } from '../../db/timestamp.ts';
import type { Outcome } from '../../domain/journey/journey.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { pageOf, type Page } from '../page.ts';

/** One member in one journey, as it is told to people. */
export interface RunSummary {
  readonly id: Uuid;
  readonly journey: string;
  readonly journeyVersion: number;
  readonly status: 'open' | 'ended';
  /** Where an open run stands. */
  readonly node: string | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly reason: string | null;
  readonly outcome: Outcome | null;
}

/** The last run of a page. */
export interface RunKey {
  readonly startedAt: Instant;
  readonly id: Uuid;
}

export interface ListRuns {
  readonly memberId: Uuid;
  readonly limit: number;
  /** Only runs after this one in the list; null: from the latest. */
  readonly after: RunKey | null;
}

/** A member's runs, open and ended, the latest start first. Empty for a member that the program does not have. */
export async function listRuns(
  ctx: Context,
  programId: string,
  { memberId, limit, after }: ListRuns,
): Promise<Page<RunSummary, RunKey>> {
  let query = ctx.db
    .selectFrom('run')
    .selectAll()
    .where('member_id', '=', memberId)
    .where('program_id', '=', programId)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (after !== null) {
    query = query.where(sql<boolean>`(started_at, id) < (${timestamp(after.startedAt)}, ${after.id}::uuid)`);
  }
  const rows = await query.execute();
  const items = rows.slice(0, limit).map((row) => ({
    id: row.id,
    journey: row.journey_id,
    journeyVersion: row.journey_version,
    status: row.status,
    node: row.node,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    reason: row.reason,
    outcome: row.outcome,
  }));
  return pageOf(items, rows.length > limit, ({ startedAt, id }) => ({ startedAt, id }));
}
