import { sql } from 'kysely';
import type { Uuid } from '../../domain/values/identity.ts';
import { formatInstant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { horizonFrom } from './horizon.ts';
import type { Unattended } from './unattended.ts';

const MEMBERS_PER_STATEMENT = 1_000;

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

async function forgetPage(ctx: Context, after: Uuid | null): Promise<readonly Forgotten[]> {
  const { rows } = await sql<{ member_id: Uuid; program_id: string; is_waking: boolean }>`
    with page as (
      select member_id from lifecycle
      where ${after}::uuid is null or member_id > ${after}::uuid
      order by member_id limit ${MEMBERS_PER_STATEMENT}
    ), forgotten as (
      update lifecycle set armed_until = null
      where member_id in (select member_id from page) and armed_until is not null
    )
    select member_id, program_id, blocked_at is null
        and coalesce(next_wake_at <= ${formatInstant(horizonFrom(ctx.now))}::timestamptz, false) as is_waking
    from lifecycle join page using (member_id)
    order by member_id`.execute(ctx.db);
  return rows.map((row) => ({
    memberId: row.member_id,
    programId: row.program_id,
    isWaking: row.is_waking,
  }));
}
