import { sql } from 'kysely';
import { anyOfIds } from '../../db/array-parameter.ts';
import type { Tx } from '../../db/database.ts';
import { lockMembers } from '../../db/queries/member-lock.ts';
import { retrying } from '../../db/retry.ts';
import { isContention } from '../../db/sql-state.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { formatInstant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { horizonFrom } from './horizon.ts';
import type { Unattended } from './unattended.ts';

const MEMBERS_PER_TRANSACTION = 1_000;

/**
 * Forgets what the workflows of all members were told, a page at a time, and answers each page's members whose wake
 * lies within the horizon: they are to be nudged. For a Temporal that was lost, and for a database that was restored.
 * What is interrupted is done again from the start.
 */
export async function* forgetArming(ctx: Context): AsyncGenerator<readonly Unattended[]> {
  for (let after: Uuid | null = null; ;) {
    const page = await forgetPage(ctx, after);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.filter(({ isWaking }) => isWaking);
    after = last.memberId;
  }
}

interface Forgotten extends Unattended {
  readonly isWaking: boolean;
}

/** Under the members' locks, like every change of a lifecycle: others hold several of these rows at once. */
async function forgetPage(ctx: Context, after: Uuid | null): Promise<readonly Forgotten[]> {
  const ids = await membersAfter(ctx, after);
  if (ids.length === 0) return [];
  const forget = () =>
    ctx.db.transaction().execute(async (tx) => {
      await lockMembers(tx, ids);
      return forgetLocked(tx, ctx, ids);
    });
  return retrying(forget, isContention);
}

async function membersAfter(ctx: Context, after: Uuid | null): Promise<readonly Uuid[]> {
  const members = ctx.db
    .selectFrom('lifecycle')
    .select('member_id')
    .orderBy('member_id')
    .limit(MEMBERS_PER_TRANSACTION);
  const rows = await (after === null ? members : members.where('member_id', '>', after)).execute();
  return rows.map((row) => row.member_id);
}

async function forgetLocked(tx: Tx, ctx: Context, ids: readonly Uuid[]): Promise<readonly Forgotten[]> {
  const { rows } = await sql<{ member_id: Uuid; program_id: string; is_waking: boolean }>`
    with forgotten as (
      update lifecycle set armed_until = null where member_id = ${anyOfIds(ids)} and armed_until is not null
    )
    select member_id, program_id, blocked_at is null
        and coalesce(next_wake_at <= ${formatInstant(horizonFrom(ctx.now))}::timestamptz, false) as is_waking
    from lifecycle where member_id = ${anyOfIds(ids)}
    order by member_id`.execute(tx);
  return rows.map((row) => ({
    memberId: row.member_id,
    programId: row.program_id,
    isWaking: row.is_waking,
  }));
}
