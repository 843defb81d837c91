import { sql } from 'kysely';
import type { Database } from '../../src/db/database.ts';

/** Everything that the verbs of members, events and ledger write. */
const TABLES = [
  'member',
  'member_head',
  'member_event',
  'member_facts',
  'business_key',
  'ledger_transaction',
  'lot',
  'lot_movement',
  'redemption',
  'approval',
  'adjustment_day',
  'goods_return',
  'returned_goods',
  'lifecycle',
] as const;

/** A line for each table with the hash of its rows: the same before and after what must write nothing. */
export async function stateHash(db: Database): Promise<string> {
  const hashes = [];
  for (const table of TABLES) {
    const { rows } = await sql<{ hash: string }>`
      select md5(coalesce(string_agg(h, '' order by h), '')) as hash
      from (select md5(t::text) as h from ${sql.table(table)} t) hashed`.execute(db);
    hashes.push(`${table} ${rows[0]?.hash}`);
  }
  return hashes.join('\n');
}
