import type { Queryable } from '../../db/database.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';

/** The name of this copy of the database, and when it was given: a copy restored from a backup gets another one. */
export interface DatabaseEpoch {
  readonly epoch: Uuid;
  readonly since: Instant;
}

export async function readEpoch(db: Queryable): Promise<DatabaseEpoch> {
  return db.selectFrom('database_epoch').select(['epoch', 'since']).executeTakeFirstOrThrow();
}
