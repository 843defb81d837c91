import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { expirePoints } from '../../src/services/ledger/expire-points.ts';
import { verifyLedger } from '../../src/services/ledger/verify-ledger.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();
let owner: Database;

beforeAll(async () => {
  owner = openDatabase(shop().database.ownerUrl, { connectionsMax: 1 });
  await shop().enrol(['ann']);
  await recordEvents(shop().ctx(), PROGRAM, [purchase()]);
  await expirePoints(shop().ctx(at('2027-12-31T00:00:00Z')), { membersMax: 10, after: null });
});

afterAll(() => owner.destroy());

const REFUSED = /is refused: it is history/;

/** Those that the day above has filled. */
const FILLED = [
  'program_version',
  'journey_version',
  'revision',
  'member_event',
  'business_key',
  'ledger_transaction',
  'lot_movement',
  'audit_event',
];
const EMPTY = ['template_version', 'decision'];

it.each(FILLED)('not even the owner rewrites or deletes a row of %s', async (table) => {
  const { rows } = await sql<{ column: string }>`
    select attname as column from pg_attribute where attrelid = ${table}::regclass and attnum = 2`.execute(
    owner,
  );
  const column = sql.ref(rows[0]?.column ?? '');
  const rewrite = sql`update ${sql.table(table)} set ${column} = ${column}`;
  await expect(rewrite.execute(owner)).rejects.toThrow(REFUSED);
  await expect(sql`delete from ${sql.table(table)}`.execute(owner)).rejects.toThrow(REFUSED);
});

it.each([...FILLED, ...EMPTY])('not even the owner empties %s', async (table) => {
  await expect(sql`truncate ${sql.table(table)} cascade`.execute(owner)).rejects.toThrow(REFUSED);
});

it('nor any partition of the journal, whenever it was made', async () => {
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'ledger_transaction'::regclass`.execute(owner);
  expect(rows.length).toBeGreaterThan(18);
  for (const { name } of rows) {
    await expect(sql`truncate ${sql.table(name)}`.execute(owner)).rejects.toThrow(REFUSED);
  }
  const filled = sql.table('ledger_transaction_2026_11');
  await expect(sql`delete from ${filled}`.execute(owner)).rejects.toThrow(REFUSED);
  await expect(sql`update ${filled} set actor = 'me'`.execute(owner)).rejects.toThrow(REFUSED);
});

it('which leaves the ledger as it was', async () => {
  expect(await verifyLedger(shop().db)).toMatchObject({ isSound: true, transactions: 4 });
});
