import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { unnest, type Columns } from '../../db/insert-rows.ts';
import type { Run } from '../../domain/journey/run.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { writeRun } from '../../schemas/stored/lifecycle.ts';
import type { AdvancedMember } from './advance-one.ts';

const RUN_COLUMNS: Columns<'run'> = [
  ['id', 'uuid'],
  ['program_id', 'text'],
  ['member_id', 'uuid'],
  ['journey_id', 'text'],
  ['journey_version', 'integer'],
  ['status', 'text'],
  ['node', 'text'],
  ['started_at', 'timestamptz'],
  ['ended_at', 'timestamptz'],
  ['reason', 'text'],
  ['outcome', 'text'],
  ['state', 'jsonb'],
];

/** Adds the runs that began, and brings those that went on or ended to their new state. */
export async function saveRuns(
  tx: Tx,
  programId: string,
  advanced: readonly AdvancedMember[],
): Promise<void> {
  const rows = advanced.flatMap(({ end: { memberId }, advanced: { runs } }) =>
    runs.map((run) => runRow(programId, memberId, run)),
  );
  if (rows.length === 0) return;
  const names = sql.join(RUN_COLUMNS.map(([name]) => sql.ref(name)));
  await sql`
    insert into run (${names}) select * from ${unnest(RUN_COLUMNS, rows)}
    on conflict (id) do update set
      status = excluded.status, node = excluded.node, ended_at = excluded.ended_at,
      reason = excluded.reason, outcome = excluded.outcome, state = excluded.state`.execute(tx);
}

function runRow(programId: string, memberId: Uuid, run: Run) {
  const { standing } = run;
  const end =
    standing.kind === 'ended'
      ? {
          status: 'ended' as const,
          node: null,
          ended_at: standing.at,
          reason: standing.reason,
          outcome: standing.outcome,
        }
      : { status: 'open' as const, node: standing.node, ended_at: null, reason: null, outcome: null };
  return {
    id: run.id,
    program_id: programId,
    member_id: memberId,
    journey_id: run.journey,
    journey_version: run.journeyVersion,
    started_at: run.startedAt,
    state: writeRun(run),
    ...end,
  };
}
