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

/** Every echo makes another one, without end. */
const echo = journey(
  'echo',
  upon('echo'),
  { again: { kind: 'emit_event', type: 'echo', data: {}, next: 'done' }, done },
  { reentry: { kind: 'always' } },
);
const mended = journey('echo', upon('echo'), { done }, { reentry: { kind: 'always' } });

it('where the rules were at fault, a retry goes by the rules that replaced them', async () => {
  const { db } = cafe().database;
  await cafe().publish([rested, echo], START);
  const eve = await cafe().enrol('eve');
  await cafe().conduct(eve, START);
  await cafe().happens(eve, 'echo', later(START, 1_000));
  const heard = cafe().ctx(later(START, 2_000));
  expect(await conductMember(heard, eve)).toMatchObject({ status: 'blocked' });
  expect(await cafe().rowOf(eve)).toMatchObject({ cause: expect.stringContaining('more than 16 deep') });

  await cafe().publish([rested, mended], later(START, 3_000));
  const retried = later(START, 4_000);
  expect(await retryBlocked(cafe().ctx(retried), { memberIds: [eve], limit: 1 })).toEqual([eve]);
  expect(await conductMember(cafe().ctx(retried), eve)).toMatchObject({ status: 'conducted' });
  const runs = await db.selectFrom('run').select(['journey_version', 'started_at']).execute();
  expect(runs).toEqual([{ journey_version: 2, started_at: later(START, 3_000) }]);
});

it('a workflow that was told that its member is blocked hears of it when they are tried again', async () => {
  const ann = await cafe().enrol('ann');
  await cafe().happens(ann, 'visit', START);
  await cafe().conduct(ann, START);
  const due = later(START, DAY_MS);
  expect(await cafe().rowOf(ann)).toMatchObject({ nextWakeAt: due, armedUntil: due });

  await asOwner(`alter table message add constraint refused check (node <> 'mail') not valid`);
  expect(await conductMember(cafe().ctx(due), ann)).toMatchObject({ status: 'blocked' });
  await asOwner('alter table message drop constraint refused');

  const retried = later(due, DAY_MS);
  expect(await retryBlocked(cafe().ctx(retried), { memberIds: null, limit: 10 })).toEqual([ann]);
  expect(await advanceMarked(cafe().ctx(retried), 10)).toMatchObject([{ memberId: ann, needsNudge: true }]);
});
