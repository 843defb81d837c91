import { expect, it } from 'vitest';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { instantOf } from '../../src/domain/values/instant.ts';
import type { Instant } from '../../src/domain/values/instant.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { planProgram } from '../../src/services/program/plan-program.ts';
import { valueOf } from '../support/answers.ts';
import { cornerCoffee, cornerCoffeeWith, NOW, PROGRAM, withEmptyHouse } from './published-program.ts';

const house = withEmptyHouse();

const WINBACK = 'journeys/winback.yaml';
const BOUGHT_AT = at('2027-01-05T08:00:00Z');
const DAY_46 = at('2027-02-20T08:00:00Z');

const withoutJourneys = () => cornerCoffee(({ path, text }) => (path.startsWith('journeys/') ? null : text));

/** Ann and ben bought 46 days ago, cem a day ago; ann alone agreed to offers. */
async function threeMembers(): Promise<void> {
  const consents = [{ topic: 'offers', channel: 'email', basis: 'checkbox', textVersion: '1' }] as const;
  await house().enrol([
    { externalId: 'ann', consents },
    { externalId: 'ben' },
    { externalId: 'cem', consents },
  ]);
  const bought = async (externalId: string, occurredAt: Instant) => {
    const total = { amountMinor: 500, currency: 'EUR' };
    const data = { orderId: externalId, total };
    const event = { externalId, source: 'till', type: 'purchase', member: { externalId }, occurredAt, data };
    await recordEvents(house().ctx(occurredAt), PROGRAM, [event]);
  };
  await bought('ann', BOUGHT_AT);
  await bought('ben', BOUGHT_AT);
  await bought('cem', instantOf(DAY_46 - 86_400_000));
}

it('says that everything is new before the first publication, and writes nothing', async () => {
  const plan = await planProgram(house().ctx(), cornerCoffee());
  expect(plan).toMatchObject({ revision: 1, program: { change: 'new', version: 1 }, refusedBecause: [] });
  expect(plan.journeys.map(({ change }) => change)).toEqual(['new', 'new', 'new']);
  expect(await house().db.selectFrom('program').selectAll().execute()).toEqual([]);
});

it('counts who holds the entry of a new journey now, consent included', async () => {
  valueOf(await applyProgram(house().ctx(), withoutJourneys()));
  await threeMembers();
  const { journeys } = await planProgram(house().ctx(DAY_46), cornerCoffee());
  expect(journeys.find(({ id }) => id === 'winback')).toMatchObject({
    holdingNow: 1,
    audienceAtLaunch: 'both',
  });
});

it('admits that it does not know who holds an entry that counts what nobody counted so far', async () => {
  valueOf(await applyProgram(house().ctx(), withoutJourneys()));
  await threeMembers();
  const before = '{ age: { of: purchase, atLeast: P45D, never: fails } }';
  const counting = '{ event: { type: purchase, count: { atLeast: 1 }, within: P90D } }';
  const { journeys } = await planProgram(house().ctx(DAY_46), cornerCoffeeWith(WINBACK, before, counting));
  expect(journeys.find(({ id }) => id === 'winback')).toMatchObject({ holdingNow: null });
});

it('shows the changed lines of a changed file alone', async () => {
  valueOf(await applyProgram(house().ctx(), cornerCoffee()));
  const plan = await planProgram(house().ctx(NOW), cornerCoffeeWith(WINBACK, 'after: P5D', 'after: P9D'));
  expect(plan).toMatchObject({ revision: 2, program: { change: 'unchanged', difference: [] } });
  const winback = plan.journeys.find(({ id }) => id === 'winback');
  expect(winback).toMatchObject({ change: 'changed', version: 2, runsOpen: 0 });
  expect(winback?.difference.filter(({ sign }) => sign !== ' ')).toEqual([
    { sign: '-', text: '    after: P5D' },
    { sign: '+', text: '    after: P9D' },
  ]);
});

it('says why applying would be refused', async () => {
  valueOf(await applyProgram(house().ctx(), cornerCoffee()));
  const plan = await planProgram(
    house().ctx(),
    cornerCoffeeWith('program.yaml', 'currency: EUR', 'currency: USD'),
  );
  expect(plan.refusedBecause).toEqual(['the currency was EUR and cannot become USD']);
});
