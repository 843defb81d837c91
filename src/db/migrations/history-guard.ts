import { sql, type Kysely } from 'kysely';

/**
 * Makes a table refuse UPDATE, DELETE and TRUNCATE by anybody, its owner included: the second wall behind the
 * application's privileges. Rows of a partitioned table are guarded in every partition, also in those that are attached
 * later; that a partition is emptied, it has to refuse itself.
 */
export async function guardHistory(db: Kysely<never>, table: string): Promise<void> {
  await sql`
    create trigger history_is_kept before update or delete on ${sql.table(table)}
      for each row execute function refuse_rewriting()`.execute(db);
  await guardFromTruncation(db, table);
}

/** For a partition, which takes the guard of its rows from the table that it belongs to. */
export async function guardFromTruncation(db: Kysely<never>, table: string): Promise<void> {
  await sql`
    create trigger history_is_not_emptied before truncate on ${sql.table(table)}
      for each statement execute function refuse_rewriting()`.execute(db);
}
