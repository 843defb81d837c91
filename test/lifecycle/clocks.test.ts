import { expect, it } from 'vitest';
import { delayFor, done, DRIFTED, journey, upon, when } from '../../src/domain/journey/journey.fixture.ts';
import { DAY_MS } from '../../src/domain/values/instant.ts';
import { claimMessage } from '../../src/services/message/claim-message.ts';
import { later, START, thanks, withCafe } from './cafe.ts';

const SECOND_MS = 1_000;

/** Nobody hears the second visit. */
const rested = journey('rested', upon('visit'), { rest: delayFor('P1D', 'done'), done });

const cafe = withCafe([thanks, rested]);

const drifted = journey('drifted', when(DRIFTED), { done }, { audienceAtLaunch: 'existing' });

it('a publication is taken by whoever took the time before it, and waited for the lock until after it', async () => {
  const ann = await cafe().enrol('ann');
  await cafe().buys(ann, later(START, DAY_MS));
  const asked = later(START, 50 * DAY_MS);
  await cafe().conduct(ann, later(asked, -SECOND_MS));

  await cafe().publish([thanks, rested, drifted], later(asked, SECOND_MS));
  await cafe().conduct(ann, asked);

  expect(await cafe().rowOf(ann)).toMatchObject({ revision: 2, markedAt: null });
  const runs = cafe().database.db.selectFrom('run').select('status').where('journey_id', '=', 'drifted');
  expect(await runs.execute()).toEqual([{ status: 'ended' }]);
});

it('a message is due at the time of the member, also where the clock of the sender is behind', async () => {
  const bob = await cafe().enrol('bob');
  const reported = later(START, 60 * DAY_MS);
  await cafe().buys(bob, reported);
  const behind = later(reported, -SECOND_MS);

  const { effects } = await cafe().conduct(bob, behind);
  expect(effects).toHaveLength(1);
  for (const { id } of effects) {
    expect(await claimMessage(cafe().ctx(behind), id)).toMatchObject({ kind: 'claimed' });
  }
});

it('a deadline is due at the time of the member: nobody is told to come back at an instant that has passed', async () => {
  const eve = await cafe().enrol('eve', later(START, 200 * DAY_MS));
  const visited = later(START, 201 * DAY_MS);
  await cafe().happens(eve, 'visit', visited);
  await cafe().conduct(eve, visited);
  await cafe().happens(eve, 'visit', later(visited, DAY_MS + SECOND_MS));

  const { at, nextWakeAt } = await cafe().conduct(eve, later(visited, DAY_MS - SECOND_MS));
  expect(at).toBe(later(visited, DAY_MS + SECOND_MS));
  expect(nextWakeAt).toBeNull();
});
