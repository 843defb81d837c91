import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { migrateToLatest } from '../../src/db/migrate.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { verifyLedger } from '../../src/services/ledger/verify-ledger.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { formatInstant } from '../../src/domain/values/instant.ts';
import { PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();
const FAR = at('2040-03-10T10:00:00Z');

it('transactions of a month without a partition move into it when it is made, and the ledger stays sound', async () => {
  await shop().enrol(['ann']);
  const event = { ...purchase(), occurredAt: FAR };
  const [item] = await recordEvents(shop().ctx(FAR), PROGRAM, [event]);
  expect(item?.status).toBe('recorded');
  expect(await partitionsInUse()).toEqual(['ledger_transaction_rest']);

  const { ownerUrl } = shop().database;
  await Promise.all([1, 2].map(() => migrateToLatest(ownerUrl, new Date(formatInstant(FAR)))));

  expect(await partitionsInUse()).toEqual(['ledger_transaction_2040_03']);
  expect((await verifyLedger(shop().db)).isSound).toBe(true);
});

async function partitionsInUse(): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct tableoid::regclass::text as name from ledger_transaction order by name`.execute(
    shop().db,
  );
  return rows.map(({ name }) => name);
}
