import { timestamp } from '../../db/timestamp.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { instantOf } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { OVERDUE_AFTER_MS } from '../lifecycle/unattended.ts';

/** An import whose workflow is to look. */
export interface UnattendedImport {
  readonly importId: Uuid;
  readonly programId: string;
}

/** Imports that should have been looked at a minute ago, the longest first: a start was lost, or a workflow is gone. */
export async function findUnattendedImports(
  ctx: Context,
  limit: number,
): Promise<readonly UnattendedImport[]> {
  const overdueBefore = instantOf(ctx.now - OVERDUE_AFTER_MS);
  return ctx.db
    .selectFrom('import')
    .select(['id as importId', 'program_id as programId'])
    .where('next_wake_at', '<', timestamp(overdueBefore))
    .orderBy('next_wake_at')
    .limit(limit)
    .execute();
}

/** Imports that have not ended: for a Temporal that was lost. */
export async function findOpenImports({ db }: Context): Promise<readonly UnattendedImport[]> {
  return db
    .selectFrom('import')
    .select(['id as importId', 'program_id as programId'])
    .where('status', 'in', ['waiting', 'running'])
    .where('next_wake_at', 'is not', null)
    .orderBy('next_wake_at')
    .execute();
}
