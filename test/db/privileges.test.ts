import { expect, it } from 'vitest';
import { sql } from 'kysely';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { expirePoints } from '../../src/services/ledger/expire-points.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();

const HISTORY = [
  'member_event',
  'business_key',
  'ledger_transaction',
  'lot_movement',
  'decision',
  'audit_event',
  'program_version',
  'journey_version',
  'template_version',
  'revision',
] as const;

/** Where there is no `program_id` to rewrite. */
const COLUMN: Readonly<Record<string, string>> = { lot_movement: 'delta', decision: 'engine' };

it.each(HISTORY)('the application can neither rewrite, delete nor empty %s', async (table) => {
  await shop().enrol(['ann']);
  await recordEvents(shop().ctx(), PROGRAM, [purchase()]);
  await expirePoints(shop().ctx(at('2027-12-31T00:00:00Z')), { membersMax: 10, after: null });
  const attempts = [
    sql`update ${sql.table(table)} set ${sql.ref(COLUMN[table] ?? 'program_id')} = null`,
    sql`delete from ${sql.table(table)}`,
    sql`truncate ${sql.table(table)}`,
  ];
  for (const attempt of attempts) {
    await expect(attempt.execute(shop().db)).rejects.toThrow(/permission denied/);
  }
});

it('nor any partition of the journal', async () => {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where c.relkind = 'r'`.execute(shop().db);
  expect(rows.length).toBeGreaterThan(18);
  for (const { name } of rows) {
    await expect(sql`delete from ${sql.table(name)}`.execute(shop().db)).rejects.toThrow(/permission denied/);
  }
});
