import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { DAY_MS } from '../../src/domain/values/instant.ts';
import { advanceMarked } from '../../src/services/lifecycle/advance-members.ts';
import { retryBlocked } from '../../src/services/lifecycle/blocked-members.ts';
import { conductMember } from '../../src/services/lifecycle/conduct-member.ts';
import { delayFor, done, journey, mail, upon } from '../../src/domain/journey/journey.fixture.ts';
import { later, START, withCafe } from './cafe.ts';

const rested = journey('rested', upon('visit'), {
  rest: delayFor('P1D', 'mail'),
  mail: mail('thanks', 'done'),
  done,
});

const cafe = withCafe([rested]);

async function asOwner(statement: string): Promise<void> {
  const owned = openDatabase(cafe().database.ownerUrl, { connectionsMax: 1 });
  await sql.raw(statement).execute(owned);
  await owned.destroy();
}

it('a workflow that was told that its member is blocked hears of it when they are tried again', async () => {
  const ann = await cafe().enrol('ann');
  await cafe().visits(ann, START);
  await cafe().conduct(ann, START);
  const due = later(START, DAY_MS);
  expect(await cafe().rowOf(ann)).toMatchObject({ nextWakeAt: due, armedUntil: due });

  await asOwner(`alter table message add constraint refused check (node <> 'mail') not valid`);
  expect(await conductMember(cafe().ctx(due), ann)).toMatchObject({ status: 'blocked' });
  await asOwner('alter table message drop constraint refused');

  const mended = later(due, DAY_MS);
  expect(await retryBlocked(cafe().ctx(mended), { memberIds: null, limit: 10 })).toEqual([ann]);
  expect(await advanceMarked(cafe().ctx(mended), 10)).toMatchObject([{ memberId: ann, needsNudge: true }]);
});
