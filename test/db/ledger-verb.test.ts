import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { promptAt } from '../../src/cli/prompt.fixture.ts';
import { openDatabase } from '../../src/db/database.ts';
import { readEnvironment } from '../../src/processes/environment.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { NOW, PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();

beforeAll(async () => {
  await shop().enrol(['ann']);
  await recordEvents(shop().ctx(), PROGRAM, [purchase({ minor: 6_050 })]);
});

const perennial = promptAt({
  now: NOW,
  readEnvironment: () =>
    readEnvironment({ DATABASE_URL: shop().database.appUrl, SMTP_URL: 'smtp://127.0.0.1:1025' }),
});

it('tells a person that every invariant of a sound ledger holds', async () => {
  const { exitCode, printed } = await perennial('ledger', 'verify');
  expect(exitCode).toBe(0);
  expect(printed).toContain('holds  I1    every transaction has two lines or more');
  expect(printed).toContain('1 transactions, 6 lines, 3 lots');
  expect(printed).not.toContain('BROKEN');
});

it('says what a member has, and what they had before', async () => {
  const now = await perennial('ledger', 'balance', 'ann', '--json');
  expect(JSON.parse(now.printed)).toMatchObject({
    balances: { beans: { active: 0, pending: 85, lifetime: 85 }, status: { active: 60 } },
  });
  const before = await perennial('ledger', 'balance', 'ann', '--at', '2026-11-22T09:00:00Z');
  expect(before.printed).toBe('At 2026-11-22T09:00:00.000Z:\nNothing had moved.');
  const wrong = await perennial('ledger', 'balance', 'ann', '--at', 'yesterday');
  expect(wrong).toMatchObject({
    exitCode: 2,
    errors: 'yesterday is no instant such as 2026-10-31T23:59:59Z',
  });
});

it('shows a member’s transactions line by line', async () => {
  const { printed } = await perennial('ledger', 'history', 'ann');
  expect(printed).toContain('award     by till');
  expect(printed).toMatch(/beans +member_pending +\+60 {2}base\n +beans +issued +-60 {2}base/);
  const { exitCode } = await perennial('ledger', 'history', 'nobody');
  expect(exitCode).toBe(1);
});

it('names the first broken row, to people and machines, and fails', async () => {
  const owner = openDatabase(shop().database.ownerUrl, { connectionsMax: 1 });
  await sql`
    update member_facts set facts = jsonb_set(facts::jsonb, '{balances,status,active}', '1')`.execute(owner);
  await owner.destroy();

  const { exitCode, printed, errors } = await perennial('ledger', 'verify');
  expect(exitCode).toBe(1);
  expect(printed).toMatch(/BROKEN I3 .*\n {7}first: \{.*"wallet":"status".*\}/);
  expect(errors).toBe('the ledger is broken');

  const forMachines = await perennial('ledger', 'verify', '--json');
  expect(forMachines).toMatchObject({ exitCode: 1, errors: '' });
  expect(JSON.parse(forMachines.printed)).toMatchObject({
    isSound: false,
    transactions: 1,
    postings: 6,
    lots: 3,
  });
});

it('lists returns that are not settled, and takes one off the list', async () => {
  const back = { returnId: 'r-1', orderId: 'nowhere', lines: [line('beans', 0.25)] };
  const [item] = await recordEvents(shop().ctx(), PROGRAM, [
    { ...purchase(), externalId: 'r-1', type: 'return', data: back },
  ]);
  if (item === undefined || item.status === 'refused') throw new Error('the return was refused');
  const { printed } = await perennial('ledger', 'returns');
  expect(printed).toContain('return r-1  waiting (unknown_order): 0.25 × beans');
  const { eventId } = item.answer;
  expect(await perennial('ledger', 'returns', 'dismiss', eventId)).toMatchObject({ exitCode: 0 });
  expect((await perennial('ledger', 'returns', '--status', 'waiting')).printed).toBe(
    'Every return is settled.',
  );
  expect(await perennial('ledger', 'returns', '--status', 'lost')).toMatchObject({ exitCode: 2 });
});

function line(sku: string, quantity: number) {
  return { sku, quantity, amount: { amountMinor: 300, currency: 'EUR' } };
}
