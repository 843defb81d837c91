import { expect, it } from 'vitest';
import { lockMarkedSkipping } from '../../src/db/queries/member-lock.ts';
import { done, journey, upon } from '../../src/domain/journey/journey.fixture.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { advanceMarked } from '../../src/services/lifecycle/advance-members.ts';
import { later, START, withCafe } from './cafe.ts';

const cafe = withCafe([journey('greeting', upon('visit'), { done })]);

/** Members who are marked one after the other, in this order. */
async function visitors(...names: readonly string[]): Promise<readonly Uuid[]> {
  const ids: Uuid[] = [];
  for (const name of names) ids.push(await cafe().enrol(name));
  await advanceMarked(cafe().ctx(START), names.length);
  for (const [index, id] of ids.entries()) await cafe().happens(id, 'visit', later(START, index + 1));
  return ids;
}

it('drainers share the marks: what one holds, the next passes over, and takes the next longest marked', async () => {
  const [ann, bob, eve, joe] = await visitors('ann', 'bob', 'eve', 'joe');
  const advance = async () =>
    new Set((await advanceMarked(cafe().ctx(later(START, 10)), 2)).map(({ memberId }) => memberId));
  await cafe()
    .database.db.transaction()
    .execute(async (tx) => {
      const held = await lockMarkedSkipping(tx, 2, START);
      expect([...held.keys()]).toEqual([ann, bob]);
      expect(await advance()).toEqual(new Set([eve, joe]));
      expect(await advance()).toEqual(new Set());
    });
  expect(await advance()).toEqual(new Set([ann, bob]));
  expect(await advance()).toEqual(new Set());
});

async function drain(): Promise<readonly Uuid[]> {
  const seen: Uuid[] = [];
  for (;;) {
    const batch = await advanceMarked(cafe().ctx(later(START, 1_000)), 3);
    if (batch.length === 0) return seen;
    seen.push(...batch.map(({ memberId }) => memberId));
  }
}

it('drainers that run at once leave nobody out', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `guest-${index}`);
  const ids = await visitors(...names);
  const seen = (await Promise.all([drain(), drain(), drain()])).flat();
  expect(new Set(seen)).toEqual(new Set(ids));
  for (const id of ids) expect(await cafe().rowOf(id)).toMatchObject({ markedAt: null });
});
