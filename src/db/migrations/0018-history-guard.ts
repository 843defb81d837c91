import { sql, type Kysely } from 'kysely';
import { guardFromTruncation, guardHistory } from './history-guard.ts';

const HISTORY = [
  'program_version',
  'journey_version',
  'template_version',
  'revision',
  'member_event',
  'business_key',
  'ledger_transaction',
  'lot_movement',
  'decision',
  'audit_event',
];

/** History refuses to be rewritten, whoever tries. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create function refuse_rewriting() returns trigger language plpgsql as $$
    begin
      raise exception '% of % is refused: it is history, to which rows are only ever added', tg_op, tg_table_name
        using errcode = 'restrict_violation';
    end $$`.execute(db);
  for (const table of HISTORY) await guardHistory(db, table);
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'ledger_transaction'::regclass order by 1`.execute(db);
  for (const { name } of rows) await guardFromTruncation(db, name);
}
