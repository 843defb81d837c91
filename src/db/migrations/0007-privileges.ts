import { sql, type Kysely } from 'kysely';

/** What the application's role may never change or delete, however it is asked. */
const HISTORY = [
  'program_version',
  'journey_version',
  'template_version',
  'revision',
  'member_event',
  'business_key',
  'ledger_transaction',
  'posting',
  'lot_movement',
  'decision',
  'audit_event',
];

const CURRENT = [
  'program',
  'member',
  'member_head',
  'member_facts',
  'lot',
  'balance',
  'lifecycle',
  'run',
  'message',
  'unsubscribe_token',
  'api_key',
];

/** The application's role may add to history, and add to and update what is current; it deletes nothing. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`grant usage on schema public to perennial_app`.execute(db);
  for (const table of HISTORY) {
    await sql`grant select, insert on ${sql.table(table)} to perennial_app`.execute(db);
  }
  for (const table of CURRENT) {
    await sql`grant select, insert, update on ${sql.table(table)} to perennial_app`.execute(db);
  }
  await sql`grant select on database_epoch to perennial_app`.execute(db);
}
