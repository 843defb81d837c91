import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { PROGRAM } from '../db/corner-coffee.ts';
import { withReturns, type Line } from './returns-shop.ts';

const { shop, customer } = withReturns();

const BAG: Line = { sku: 'beans', quantity: 1, minor: 500 };

it('an event that cannot be recorded because its member is damaged is refused alone, and all others are recorded', async () => {
  const [ann, bob, eve] = [await customer(), await customer(), await customer()];
  await ann.record(ann.purchase('1', [BAG]));
  await sql`
    update member_facts set facts = jsonb_set(facts::jsonb, '{balances,owed,active}', '1')
    where member_id = ${ann.memberId}`.execute(shop().db);
  const back = ann.back('1', [BAG]);
  const events = [bob.purchase('1', [BAG]), back, eve.purchase('1', [BAG])];
  expect(await recordEvents(shop().ctx(), PROGRAM, events)).toMatchObject([
    { status: 'recorded' },
    { status: 'refused', refusal: { code: 'internal' } },
    { status: 'recorded' },
  ]);
  // Alone, so that whoever logs what fails sees the cause.
  await expect(recordEvents(shop().ctx(), PROGRAM, [back])).rejects.toThrow('owed');
});
