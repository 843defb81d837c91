import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { lockMembers } from '../../src/db/queries/member-lock.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { createGroupCommit, TryLater } from '../../src/services/event/group-commit.ts';
import type { RecordedItem } from '../../src/services/event/record-events.ts';
import { NOW, PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();

/** Calls that were made at once, each with one event. */
async function answersOf(
  calls: readonly Promise<readonly RecordedItem[]>[],
): Promise<readonly RecordedItem[]> {
  return (await Promise.all(calls)).flat();
}

/** How many transactions wrote events with ids that begin like this. */
async function transactionsOf(prefix: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct xmin::text) as count from business_key where key like ${`event:till:${prefix}%`}`.execute(
    shop().db,
  );
  return rows[0]?.count ?? 0;
}

async function orderInLog(memberId: Uuid): Promise<readonly unknown[]> {
  const { rows } = await sql<{ id: unknown }>`
    select data ->> 'orderId' as id from member_event
    where member_id = ${memberId} and type = 'purchase' order by seq`.execute(shop().db);
  return rows.map(({ id }) => id);
}

/** A pause that ends when the test says so; `asked` tells when somebody waits for it. */
function gate() {
  const asked = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    asked: asked.promise,
    open: opened.resolve,
    pause: () => {
      asked.resolve();
      return opened.promise;
    },
  };
}

/** Holds a member in a transaction of somebody else until the test lets go. */
async function hold(memberId: Uuid): Promise<{ letGo: () => Promise<void> }> {
  const held = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const transaction = shop()
    .db.transaction()
    .execute(async (tx) => {
      await lockMembers(tx, [memberId]);
      held.resolve();
      await end.promise;
    });
  await held.promise;
  return {
    letGo: async () => {
      end.resolve();
      await transaction;
    },
  };
}

class TakenBack extends Error {}

/** Takes a permanent key in a transaction of somebody else, who thinks better of it when the test lets go. */
async function takeKey(key: string) {
  const held = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const transaction = shop()
    .db.transaction()
    .execute(async (tx) => {
      await sql`
        insert into business_key (program_id, key, content_hash, member_id, recorded_at)
        values (${PROGRAM}, ${key}, '', gen_random_uuid(), now())`.execute(tx);
      held.resolve();
      await end.promise;
      throw new TakenBack();
    });
  const undone = expect(transaction).rejects.toBeInstanceOf(TakenBack);
  await held.promise;
  return {
    isWaitedFor: () =>
      expect
        .poll(async () => {
          const { rows } =
            await sql`select 1 from pg_locks where not granted and locktype = 'transactionid'`.execute(
              shop().db,
            );
          return rows.length;
        })
        .toBeGreaterThan(0),
    letGo: async () => {
      end.resolve();
      await undone;
    },
  };
}

describe('callers at once', () => {
  it('share a transaction, and each gets the answer to its own event', async () => {
    await shop().enrol(Array.from({ length: 30 }, (_, index) => `at-once-${index}`));
    const record = createGroupCommit();
    const items = await answersOf(
      Array.from({ length: 30 }, (_, index) =>
        record(shop().ctx(), PROGRAM, [
          purchase({
            externalId: `at-once-${index}`,
            member: { externalId: `at-once-${index}` },
            minor: 100 * (index + 1),
          }),
        ]),
      ),
    );
    expect(items.map((item) => (item.status === 'recorded' ? item.answer.points['beans'] : item))).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1),
    );
    expect(await transactionsOf('at-once')).toBe(1);
  });

  it('record an event that all of them send once, and all get the first answer', async () => {
    await shop().enrol(['sent-often']);
    const record = createGroupCommit();
    const event = purchase({ externalId: 'sent-often', member: { externalId: 'sent-often' } });
    const items = await answersOf(Array.from({ length: 8 }, () => record(shop().ctx(), PROGRAM, [event])));
    expect(items.map(({ status }) => status).toSorted()).toEqual([
      ...Array.from({ length: 7 }, () => 'duplicate'),
      'recorded',
    ]);
    expect(new Set(items.map((item) => JSON.stringify('answer' in item && item.answer))).size).toBe(1);
  });

  it('are not harmed by a neighbour that is refused, nor by one that the database refuses', async () => {
    await shop().enrol(['neighbour']);
    const record = createGroupCommit();
    const member = { externalId: 'neighbour' };
    const items = await answersOf(
      [
        purchase({ member }),
        purchase({ member: { externalId: 'nobody' } }),
        purchase({ member, data: { note: 'a\0b' } }),
        purchase({ member }),
      ].map((event) => record(shop().ctx(), PROGRAM, [event])),
    );
    expect(items.map(({ status }) => status)).toEqual(['recorded', 'refused', 'refused', 'recorded']);
  });
});

it('a batch of 450 events is answered in order', async () => {
  const names = Array.from({ length: 9 }, (_, index) => `batch-${index}`);
  await shop().enrol(names);
  const events = Array.from({ length: 450 }, (_, index) =>
    purchase({ member: { externalId: names[index % 9] ?? '' }, minor: 100 * (index + 1) }),
  );
  const items = await createGroupCommit()(shop().ctx(), PROGRAM, events);
  expect(items.map((item) => (item.status === 'recorded' ? item.answer.points['status'] : item))).toEqual(
    events.map((_, index) => index + 1),
  );
});

it('a transaction that is stuck does not hold up the many who come after it', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `after-${index}`);
  await shop().enrol(['slow', ...names]);
  const record = createGroupCommit();
  const taken = await takeKey('event:till:slow');
  const slow = record(shop().ctx(), PROGRAM, [
    purchase({ externalId: 'slow', member: { externalId: 'slow' } }),
  ]);
  await taken.isWaitedFor();
  const others = await answersOf(
    names.map((externalId) => record(shop().ctx(), PROGRAM, [purchase({ member: { externalId } })])),
  );
  expect(new Set(others.map(({ status }) => status))).toEqual(new Set(['recorded']));
  await taken.letGo();
  expect(await slow).toEqual([expect.objectContaining({ status: 'recorded' })]);
});

describe('a member whom somebody else holds', () => {
  it('holds up nobody else, and is recorded in order as soon as they are free', async () => {
    const [busy] = await shop().enrol(['busy', 'free']);
    if (busy === undefined) throw new Error('nobody was enrolled');
    const { asked, open, pause } = gate();
    const record = createGroupCommit({ pause });
    const send = (name: string, externalId: string) =>
      record(shop().ctx(), PROGRAM, [
        purchase({ externalId, member: { externalId: name }, data: { orderId: externalId } }),
      ]);
    const holder = await hold(busy);
    const first = send('busy', 'busy-1');
    await asked;
    const later = [send('busy', 'busy-2'), send('busy', 'busy-3')];
    expect(await send('free', 'free-1')).toEqual([expect.objectContaining({ status: 'recorded' })]);
    expect(await orderInLog(busy)).toEqual([]);
    await holder.letGo();
    open();
    const items = await answersOf([first, ...later]);
    expect(items.map(({ status }) => status)).toEqual(['recorded', 'recorded', 'recorded']);
    expect(await orderInLog(busy)).toEqual(['busy-1', 'busy-2', 'busy-3']);
  });

  it('for too long is answered with "try later", and nothing was recorded', async () => {
    const [stuck] = await shop().enrol(['stuck']);
    if (stuck === undefined) throw new Error('nobody was enrolled');
    let pauses = 0;
    const pause = () => {
      pauses += 1;
      return Promise.resolve();
    };
    const record = createGroupCommit({ pause });
    const holder = await hold(stuck);
    const sent = record(shop().ctx(), PROGRAM, [purchase({ member: { externalId: 'stuck' } })]);
    await expect(sent).rejects.toBeInstanceOf(TryLater);
    await holder.letGo();
    expect(pauses).toBe(16);
    expect(await orderInLog(stuck)).toEqual([]);
  });
});

it('more events than may wait are turned away, and those that wait are recorded', async () => {
  await shop().enrol(['crowd']);
  const record = createGroupCommit({ eventsWaitingMax: 3 });
  const send = (count: number) =>
    record(
      shop().ctx(),
      PROGRAM,
      Array.from({ length: count }, () => purchase({ member: { externalId: 'crowd' } })),
    );
  const waiting = send(2);
  await expect(send(2)).rejects.toBeInstanceOf(TryLater);
  expect(await answersOf([waiting, send(1)])).toHaveLength(3);
  expect(await send(3)).toHaveLength(3);
});

it('an outage is told to every caller of the group, and the next group is tried anew', async () => {
  await shop().enrol(['patient']);
  const record = createGroupCommit();
  const gone = openDatabase('postgres://nobody@127.0.0.1:1/nothing');
  const event = purchase({ externalId: 'patient', member: { externalId: 'patient' } });
  const outcomes = await Promise.allSettled(
    [event, event].map((one) => record({ ...shop().ctx(NOW), db: gone }, PROGRAM, [one])),
  );
  await gone.destroy();
  const refused = { status: 'rejected', reason: expect.objectContaining({ code: 'ECONNREFUSED' }) };
  expect(outcomes).toEqual([refused, refused]);
  expect(await record(shop().ctx(), PROGRAM, [event])).toEqual([
    expect.objectContaining({ status: 'recorded' }),
  ]);
});
