import { expect, it } from 'vitest';
import { createScheduleActivities } from '../../src/activities/schedule-activities.ts';
import { delayFor, done, journey, upon } from '../../src/domain/journey/journey.fixture.ts';
import { DAY_MS } from '../../src/domain/values/instant.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { advanceMarked } from '../../src/services/lifecycle/advance-members.ts';
import { findUnattended } from '../../src/services/lifecycle/unattended.ts';
import { later, START, withCafe } from './cafe.ts';

const rested = journey('rested', upon('visit'), { rest: delayFor('P1D', 'done'), done });

const cafe = withCafe([rested]);

/** Members with a wake in a day, of which no workflow was told; the first who visited is due first. */
async function visitors(...names: readonly string[]): Promise<readonly Uuid[]> {
  const ids: Uuid[] = [];
  for (const [index, name] of names.entries()) {
    const id = await cafe().enrol(name);
    await cafe().visits(id, later(START, index));
    ids.push(id);
  }
  await advanceMarked(cafe().ctx(later(START, names.length)), names.length);
  return ids;
}

it('members who are overdue do not keep out those of whose wake no workflow knows, nor one whom Temporal refuses all others', async () => {
  const [ann, bob, eve] = await visitors('ann', 'bob', 'eve');
  if (ann === undefined || bob === undefined || eve === undefined) throw new Error('three came');
  await cafe().conduct(ann, later(START, 10));
  await cafe().conduct(bob, later(START, 10));

  const overdue = cafe().ctx(later(START, 2 * DAY_MS));
  const found = await findUnattended(overdue, 1);
  expect(found.map(({ memberId }) => memberId)).toEqual([ann, eve]);

  const nudged: string[] = [];
  const activities = createScheduleActivities({
    context: () => overdue,
    pace: () => Promise.resolve(),
    nudge: ({ memberId }) => {
      if (memberId === ann) return Promise.reject(new Error('refused'));
      nudged.push(memberId);
      return Promise.resolve();
    },
  });
  expect(await activities.nudgeUnattended()).toBe(2);
  expect(nudged).toEqual([bob, eve]);
});

it('where Temporal takes nobody, it says why', async () => {
  const activities = createScheduleActivities({
    context: () => cafe().ctx(later(START, 2 * DAY_MS)),
    pace: () => Promise.resolve(),
    nudge: () => Promise.reject(new Error('away')),
  });
  await expect(activities.nudgeUnattended()).rejects.toThrow('away');
});
