import { expect, it } from 'vitest';
import { delayFor, done, journey, mail, upon } from '../../src/domain/journey/journey.fixture.ts';
import { DAY_MS, MINUTE_MS } from '../../src/domain/values/instant.ts';
import { readStatus } from '../../src/services/program/read-status.ts';
import { later, START, withCafe } from './cafe.ts';

const greeted = journey('greeted', upon('visit'), {
  rest: delayFor('P1D', 'mail'),
  mail: mail('thanks', 'done'),
  done,
});

const cafe = withCafe([greeted]);

it('counts who is marked and since when, who is overdue, and which messages are open', async () => {
  const ann = await cafe().enrol('ann');
  await cafe().conduct(ann, START);
  await cafe().happens(ann, 'visit', START);
  expect(await readStatus(cafe().ctx(later(START, 5_000)))).toMatchObject([
    { marked: { members: 1, oldest: START }, overdue: 0, blocked: 0, messages: { planned: 0, claimed: 0 } },
  ]);

  await cafe().conduct(ann, START);
  const due = later(START, DAY_MS);
  expect(await readStatus(cafe().ctx(later(due, MINUTE_MS)))).toMatchObject([
    { marked: { members: 0, oldest: null }, overdue: 0 },
  ]);
  expect(await readStatus(cafe().ctx(later(due, MINUTE_MS + 1)))).toMatchObject([{ overdue: 1 }]);

  await cafe().conduct(ann, due);
  expect(await readStatus(cafe().ctx(due))).toMatchObject([
    { overdue: 0, messages: { planned: 1, claimed: 0 }, sendingPausedAt: null },
  ]);
});
