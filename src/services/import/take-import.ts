import { sql } from 'kysely';
import type { Uuid } from '../../domain/values/identity.ts';
import { formatInstant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { newUuid } from '../new-uuid.ts';
import { endLocked } from './end-import.ts';
import { leaseFrom, type HeldImport } from './hold-import.ts';
import { discardUpload } from './receive-upload.ts';

/** So often an import is taken without a step between: then it kills whoever works on it. */
const ATTEMPTS_MAX = 10;

/**
 * Takes an import over, from whomever works on it. Null when there is nothing to work on: it does not exist, has ended,
 * or has been begun too often in vain and ends now. A file that never arrived whole is deleted when its time is over.
 */
export async function takeImport(ctx: Context, importId: Uuid): Promise<HeldImport | null> {
  const attempt = newUuid(ctx.now);
  const taken = await ctx.db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('import')
      .selectAll()
      .where('id', '=', importId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return 'nothing';
    if (row.status === 'receiving') return (row.next_wake_at ?? ctx.now) <= ctx.now ? 'abandoned' : 'nothing';
    if (row.status !== 'waiting' && row.status !== 'running') return 'nothing';
    if (row.attempts >= ATTEMPTS_MAX) {
      const detail = row.failure_detail ?? `It was begun ${ATTEMPTS_MAX} times, and came to nothing.`;
      await endLocked(tx, ctx, row, { status: 'failed', code: 'internal', detail });
      return 'nothing';
    }
    const held = await tx
      .updateTable('import')
      .set({
        status: 'running',
        attempt,
        attempts: sql`attempts + 1`,
        started_at: sql`coalesce(started_at, ${formatInstant(ctx.now)}::timestamptz)`,
        next_wake_at: leaseFrom(ctx.now),
      })
      .where('id', '=', importId)
      .returningAll()
      .executeTakeFirstOrThrow();
    return { importId, attempt, row: held };
  });
  if (taken === 'abandoned') await discardUpload(ctx, importId);
  return typeof taken === 'string' ? null : taken;
}
