import { sql } from 'kysely';
import { anyOfIds, arrayOf } from '../../db/array-parameter.ts';
import type { Tx } from '../../db/database.ts';
import { afterHistory } from '../../domain/lifecycle/lifecycle.ts';
import { instantOf } from '../../domain/values/instant.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { readLifecycle, writeLifecycle } from '../../schemas/stored/lifecycle.ts';
import type { OpenLog } from './member-logs.ts';

/**
 * Moves the lifecycles of members whose logs gained history to the logs' ends, so that nothing is decided for the past.
 * A member with something still to decide stays where they are: their history is then taken like late events.
 */
export async function skipHistory(tx: Tx, logs: readonly OpenLog[], now: Instant): Promise<void> {
  const ends = new Map(logs.filter((log) => !log.isMarked).map(({ end }) => [end.memberId, end]));
  if (ends.size === 0) return;
  const rows = await tx
    .selectFrom('lifecycle')
    .select(['member_id', 'state'])
    .where('member_id', '=', anyOfIds([...ends.keys()]))
    .execute();
  const states = rows.map((row) => {
    const end = ends.get(row.member_id);
    if (end === undefined) throw new Error(`the log of ${row.member_id} is not open`);
    const lifecycle = readLifecycle(row.state, []);
    const at = instantOf(Math.max(lifecycle.at, now));
    return writeLifecycle(afterHistory(lifecycle, end.facts, end.lastSeq, at));
  });
  const ids = arrayOf(
    'uuid',
    rows.map((row) => row.member_id),
  );
  await sql`
    update lifecycle l set state = n.state
    from unnest(${ids}, ${arrayOf('jsonb', states)}) as n (member_id, state)
    where l.member_id = n.member_id`.execute(tx);
}
