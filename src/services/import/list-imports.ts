import { sql } from 'kysely';
import { timestamp } from '../../db/timestamp.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { pageOf, type Page } from '../page.ts';
import { importOf, type Import } from './import.ts';

/** The last import of a page. */
export interface ImportKey {
  readonly postedAt: Instant;
  readonly id: Uuid;
}

export interface ListImports {
  readonly limit: number;
  /** Only imports after this one in the list; null: from the latest. */
  readonly after: ImportKey | null;
}

/** The imports of a program, the latest first. */
export async function listImports(
  { db }: Pick<Context, 'db'>,
  programId: string,
  { limit, after }: ListImports,
): Promise<Page<Import, ImportKey>> {
  let query = db
    .selectFrom('import')
    .selectAll()
    .where('program_id', '=', programId)
    .where('status', '<>', 'receiving')
    .orderBy('posted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (after !== null) {
    query = query.where(sql<boolean>`(posted_at, id) < (${timestamp(after.postedAt)}, ${after.id}::uuid)`);
  }
  const rows = await query.execute();
  const items = rows.slice(0, limit).flatMap((row) => importOf(row) ?? []);
  return pageOf(items, rows.length > limit, ({ postedAt, id }) => ({ postedAt, id }));
}
