import { expect, it } from 'vitest';
import { delayFor, done, journey, upon } from '../../src/domain/journey/journey.fixture.ts';
import { DAY_MS } from '../../src/domain/values/instant.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { later, PROGRAM, START, thanks, withCafe } from './cafe.ts';

const rested = journey('rested', upon('visit'), { rest: delayFor('P30D', 'done'), done });

const cafe = withCafe([thanks]);

it('while the history of a member with open runs is imported, their workflow is answered', async () => {
  const ann = await cafe().enrol('ann');
  await cafe().publish([thanks, rested], later(START, DAY_MS));
  await cafe().happens(ann, 'visit', later(START, 2 * DAY_MS));
  const { runs } = await cafe().conduct(ann, later(START, 2 * DAY_MS));
  expect(runs).toMatchObject([{ journey: 'rested', node: 'rest' }]);

  const importing = later(START, 3 * DAY_MS);
  await recordEvents(cafe().ctx(importing), PROGRAM, [
    {
      externalId: 'visit of last year',
      source: 'import',
      type: 'visit',
      member: { id: ann },
      occurredAt: later(START, -300 * DAY_MS),
      data: {},
      history: true,
    },
  ]);
  expect(await cafe().conduct(ann, importing)).toMatchObject({ runs, nextWakeAt: later(START, 32 * DAY_MS) });
});
