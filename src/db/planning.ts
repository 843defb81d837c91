import { sql } from 'kysely';
import type { Tx } from './database.ts';

/** Ways of the planner to read whole tables. */
const WHOLE_TABLE_WAYS = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'] as const;

/**
 * Options of a connection whose statements reach few rows by their keys. They are planned once and kept, perhaps while
 * their tables were still empty, so no plan may read a whole table where an index leads to the rows.
 */
export const PLANNED_BY_KEY = WHOLE_TABLE_WAYS.map((way) => `-c ${way}=off`).join(' ');

/** Lets the planner choose freely until the transaction ends: for reports over whole tables. */
export async function planForWholeTables(tx: Tx): Promise<void> {
  for (const way of WHOLE_TABLE_WAYS) await sql`set local ${sql.id(way)} = on`.execute(tx);
}
