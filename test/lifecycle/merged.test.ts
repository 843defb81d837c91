import { expect, it } from 'vitest';
import type { Condition } from '../../src/domain/condition/condition.ts';
import { delayFor, done, journey, mail, upon, when } from '../../src/domain/journey/journey.fixture.ts';
import { duration } from '../../src/domain/values/instant.fixture.ts';
import { DAY_MS } from '../../src/domain/values/instant.ts';
import { conductMember } from '../../src/services/lifecycle/conduct-member.ts';
import { mergeMembers } from '../../src/services/ledger/merge-members.ts';
import { valueOf } from '../support/answers.ts';
import { later, PROGRAM, START, withCafe } from './cafe.ts';

const DRIFTED: Condition = {
  kind: 'age',
  of: { types: ['visit'] },
  test: { atLeast: duration('P30D') },
  never: 'fails',
};
const rested = journey(
  'rested',
  upon('visit'),
  { rest: delayFor('P1D', 'mail'), mail: mail('thanks', 'done'), done },
  { reentry: { kind: 'always' } },
);
const winback = journey('winback', when(DRIFTED), { done });

const cafe = withCafe([rested, winback]);

it('runs of a member who was merged end, no journey takes them in again, and their workflow ends', async () => {
  const { db } = cafe().database;
  const [ann, bea] = [await cafe().enrol('ann'), await cafe().enrol('bea')];
  await cafe().happens(ann, 'visit', START);
  expect((await cafe().conduct(ann, START)).runs).toHaveLength(1);
  expect((await cafe().rowOf(ann)).nextWakeAt).not.toBeNull();

  const now = later(START, 3_600_000);
  const merge = { programId: PROGRAM, fromId: ann, intoId: bea, reason: 'one person' };
  valueOf(await mergeMembers(cafe().ctx(now), merge));
  expect(await cafe().rowOf(ann)).toMatchObject({ markedAt: now });
  expect(await conductMember(cafe().ctx(now), ann)).toMatchObject({ status: 'unknown' });
  const [run] = await db.selectFrom('run').select(['status', 'state']).where('member_id', '=', ann).execute();
  expect(run).toMatchObject({ status: 'ended', state: { standing: { reason: 'merged' } } });
  expect(await cafe().rowOf(ann)).toMatchObject({ markedAt: null, nextWakeAt: null, armedUntil: null });

  // Time goes on, and the rules change: the journeys have nobody to take in.
  const muchLater = later(START, 90 * DAY_MS);
  await cafe().publish([rested, journey('hello', when(DRIFTED), { done })], muchLater);
  expect(await conductMember(cafe().ctx(later(muchLater, 1)), ann)).toMatchObject({ status: 'unknown' });
  expect(await db.selectFrom('run').select('id').where('member_id', '=', ann).execute()).toHaveLength(1);
});
