import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createScheduleActivities } from '../../src/activities/schedule-activities.ts';
import type { Tx } from '../../src/db/database.ts';
import { lockMembers } from '../../src/db/queries/member-lock.ts';
import { delayFor, done, journey, upon } from '../../src/domain/journey/journey.fixture.ts';
import { DAY_MS, MINUTE_MS, type Instant } from '../../src/domain/values/instant.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { createPace } from '../../src/drainer/pace.ts';
import { advanceMarked } from '../../src/services/lifecycle/advance-members.ts';
import { forgetArming } from '../../src/services/lifecycle/forget-arming.ts';
import { findUnattended } from '../../src/services/lifecycle/unattended.ts';
import { markInterrupted } from '../../src/services/program/mark-members.ts';
import { later, START, withCafe } from './cafe.ts';

const rested = journey('rested', upon('visit'), { rest: delayFor('P1D', 'done'), done });

const cafe = withCafe([rested]);

/** Members with a wake in a day, of which no workflow was told; the first who visited is due first. */
async function visitors(from: Instant, ...names: readonly string[]): Promise<readonly Uuid[]> {
  const ids: Uuid[] = [];
  for (const [index, name] of names.entries()) {
    const id = await cafe().enrol(name);
    await cafe().happens(id, 'visit', later(from, index));
    ids.push(id);
  }
  await advanceMarked(cafe().ctx(later(from, names.length)), names.length);
  return ids;
}

it('members who are overdue do not keep out those of whose wake no workflow knows, nor one whom Temporal refuses all others', async () => {
  const [ann, bob, eve] = await visitors(START, 'ann', 'bob', 'eve');
  if (ann === undefined || bob === undefined || eve === undefined) throw new Error('three came');
  await cafe().conduct(ann, later(START, 10));
  await cafe().conduct(bob, later(START, 10));

  const overdue = cafe().ctx(later(START, 2 * DAY_MS));
  const found = await findUnattended(overdue, 1);
  expect(found.map(({ memberId }) => memberId)).toEqual([ann, eve]);

  const nudged: string[] = [];
  const activities = createScheduleActivities({
    context: () => overdue,
    startImport: () => Promise.resolve(),
    pace: () => Promise.resolve(),
    stopping: new AbortController().signal,
    nudge: ({ memberId }) => {
      if (memberId === ann) return Promise.reject(new Error('refused'));
      nudged.push(memberId);
      return Promise.resolve();
    },
  });
  expect(await activities.nudgeUnattended()).toBe(2);
  expect(nudged).toEqual([bob, eve]);
});

it('a publication that died before all members were marked is ended', async () => {
  const { db } = cafe().database;
  const kai = await cafe().enrol('kai');
  await advanceMarked(cafe().ctx(START), 10);
  await db.updateTable('program').set({ marked_revision: 0 }).execute();

  const soon = later(START, MINUTE_MS);
  expect(await markInterrupted(cafe().ctx(soon))).toBe(0);
  expect(await markInterrupted(cafe().ctx(later(START, 3 * MINUTE_MS)))).toBeGreaterThan(0);
  expect(await cafe().rowOf(kai)).toMatchObject({ markedAt: later(START, 3 * MINUTE_MS) });
  expect(await markInterrupted(cafe().ctx(later(START, 3 * MINUTE_MS)))).toBe(0);
  await advanceMarked(cafe().ctx(later(START, 3 * MINUTE_MS)), 10);
});

it('where Temporal takes nobody, it says why', async () => {
  const activities = createScheduleActivities({
    context: () => cafe().ctx(later(START, 2 * DAY_MS)),
    startImport: () => Promise.resolve(),
    pace: () => Promise.resolve(),
    stopping: new AbortController().signal,
    nudge: () => Promise.reject(new Error('away')),
  });
  await expect(activities.nudgeUnattended()).rejects.toThrow('away');
});

it('where the process is told to end on the way, it ends with those nudged so far, and the next finds the rest', async () => {
  const ids = await visitors(later(START, 2 * DAY_MS), 'lea', 'max', 'nia');
  const now = later(START, 2 * DAY_MS + 10);
  for (const { memberId } of await findUnattended(cafe().ctx(now), 100)) {
    if (!ids.includes(memberId)) await cafe().conduct(memberId, now);
  }
  const stopping = new AbortController();
  const nudged: string[] = [];
  const activities = createScheduleActivities({
    context: () => cafe().ctx(now),
    startImport: () => Promise.resolve(),
    pace: createPace(1_000),
    stopping: stopping.signal,
    nudge: ({ memberId }) => {
      nudged.push(memberId);
      stopping.abort();
      return Promise.resolve();
    },
  });
  expect(await activities.nudgeUnattended()).toBe(1);
  expect(nudged).toHaveLength(1);
  const left = await findUnattended(cafe().ctx(now), 100);
  expect(new Set(left.map(({ memberId }) => memberId))).toEqual(new Set(ids));
});

it('a reconcile of everybody waits for those who are being advanced, and neither makes the other fail', async () => {
  const { db } = cafe().database;
  const ids = (await visitors(later(START, DAY_MS), 'ida', 'joe', 'kim')).toSorted();
  for (const id of ids) await cafe().conduct(id, later(START, DAY_MS + 10));

  const forgotten = Promise.withResolvers<number>();
  await db.transaction().execute(async (tx) => {
    await lockMembers(tx, ids);
    await touch(tx, ids.slice(2));
    forgetAll().then(forgotten.resolve, forgotten.reject);
    await expect.poll(waiting).toBe(1);
    await touch(tx, ids);
  });
  expect(await forgotten.promise).toBeGreaterThanOrEqual(ids.length);
  for (const id of ids) expect(await cafe().rowOf(id)).toMatchObject({ armedUntil: null });
});

async function touch(tx: Tx, ids: readonly Uuid[]): Promise<void> {
  await tx.updateTable('lifecycle').set({ failures: 0 }).where('member_id', 'in', ids).execute();
}

async function forgetAll(): Promise<number> {
  let waking = 0;
  for await (const page of forgetArming(cafe().ctx(later(START, DAY_MS + 20)))) waking += page.length;
  return waking;
}

/** How many sessions of this database wait for a lock. */
async function waiting(): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*) as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(cafe().database.db);
  return rows[0]?.waiting ?? 0;
}
