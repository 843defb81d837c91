import type { Database, Queryable } from '../../db/database.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { formatInstant, type Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { newUuid } from '../new-uuid.ts';

/** The name of this copy of the database, and when it was given: a copy restored from a backup gets another one. */
export interface DatabaseEpoch {
  readonly epoch: Uuid;
  readonly since: Instant;
}

export async function readEpoch(db: Queryable): Promise<DatabaseEpoch> {
  return db.selectFrom('database_epoch').select(['epoch', 'since']).executeTakeFirstOrThrow();
}

/**
 * Gives this copy of the database another name, from now on. Needs the owner's role. Marketing that was planned before
 * is never sent: the copy that the backup was taken from may have sent it.
 */
export async function renewEpoch(owned: Database, ctx: Pick<Context, 'now'>): Promise<DatabaseEpoch> {
  return owned
    .updateTable('database_epoch')
    .set({ epoch: newUuid(ctx.now), since: formatInstant(ctx.now) })
    .returning(['epoch', 'since'])
    .executeTakeFirstOrThrow();
}
