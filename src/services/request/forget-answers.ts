import { sql } from 'kysely';
import { timestamp } from '../../db/timestamp.ts';
import { DAY_MS, instantOf } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';

/** How long a request that is sent again gets its first answer, at least. */
const ANSWERS_KEPT_MS = 7 * DAY_MS;
/** Rows deleted in one statement: short enough that nobody waits noticeably. */
const ANSWERS_PER_STATEMENT = 1_000;

/** Deletes the first answers that were given more than seven days ago, a thousand at a time; answers how many. */
export async function forgetAnswers(ctx: Context): Promise<number> {
  const before = instantOf(ctx.now - ANSWERS_KEPT_MS);
  let forgotten = 0;
  for (;;) {
    const { numAffectedRows = 0n } = await sql`
      delete from answered_request where (program_id, source, key) in (
        select program_id, source, key from answered_request
        where answered_at < ${timestamp(before)} order by answered_at limit ${ANSWERS_PER_STATEMENT}
      )`.execute(ctx.db);
    forgotten += Number(numAffectedRows);
    if (numAffectedRows < ANSWERS_PER_STATEMENT) return forgotten;
  }
}
