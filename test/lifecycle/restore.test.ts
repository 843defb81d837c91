import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { done, journey, upon } from '../../src/domain/journey/journey.fixture.ts';
import { DAY_MS } from '../../src/domain/values/instant.ts';
import { renewEpoch } from '../../src/services/lifecycle/database-epoch.ts';
import { openForTampering } from '../support/tampering.ts';
import { later, PROGRAM, START, thanks, withCafe } from './cafe.ts';

const cafe = withCafe([thanks]);

it('a process that lived through a restore goes by what is published in the copy, not by what it remembers', async () => {
  const { database, ctx, publish } = cafe();
  const journeysInForce = async () => {
    const { db, definitions } = ctx(START);
    const found = await definitions.current(db, PROGRAM);
    return found?.journeys.map((each) => each.journey.id);
  };
  await publish([thanks, journey('lost', upon('visit'), { done })], later(START, DAY_MS));
  expect(await journeysInForce()).toEqual(['thanks', 'lost']);

  const restored = openForTampering(database);
  await sql`delete from revision where revision = 2`.execute(restored);
  await sql`update program set revision = 1, marked_revision = 1`.execute(restored);
  await sql`delete from journey_version where journey_id = 'lost'`.execute(restored);
  await renewEpoch(restored, ctx(later(START, 2 * DAY_MS)));
  await restored.destroy();

  await publish([thanks, journey('new', upon('visit'), { done })], later(START, 3 * DAY_MS));
  expect(await journeysInForce()).toEqual(['thanks', 'new']);
});
