import { expect, it } from 'vitest';
import { DAY_MS } from '../../src/domain/values/instant.ts';
import type { IncomingEvent } from '../../src/domain/event/incoming-event.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { expirePoints } from '../../src/services/ledger/expire-points.ts';
import { verifyLedger } from '../../src/services/ledger/verify-ledger.ts';
import { changeMember } from '../../src/services/member/change-member.ts';
import { enrolMembers } from '../../src/services/member/enrol-members.ts';
import { later, NOW, PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();

const CALLERS = 16;

/** Every number from 0, in an order that differs from caller to caller. */
function shuffled(length: number, caller: number): number[] {
  const step = [7, 11, 13, 17, 19, 23, 29, 31][caller % 8] ?? 7;
  return Array.from({ length }, (_, index) => (index * step + caller) % length);
}

it('16 callers that send the same events of the same members record each once, and the ledger is sound', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `member-${index}`);
  await shop().enrol(names);
  const events: readonly IncomingEvent[] = Array.from({ length: 101 }, (_, index) =>
    purchase({
      externalId: `contended-${index}`,
      member: { externalId: names[index % names.length] ?? '' },
      minor: 100 * (index + 1),
      occurredAt: later(NOW, -20 * DAY_MS),
    }),
  );
  const answers = await Promise.all(
    Array.from({ length: CALLERS }, async (_, caller) => {
      const order = shuffled(events.length, caller);
      const items = await recordEvents(
        shop().ctx(),
        PROGRAM,
        order.flatMap((index) => events[index] ?? []),
      );
      return order.map((index, place) => ({ index, item: items[place] }));
    }),
  );
  const byEvent = Map.groupBy(answers.flat(), ({ index }) => index);
  expect(byEvent.size).toBe(events.length);
  for (const copies of byEvent.values()) {
    const items = copies.flatMap(({ item }) =>
      item === undefined || item.status === 'refused' ? [] : [item],
    );
    expect(items).toHaveLength(CALLERS);
    expect(items.filter(({ status }) => status === 'recorded')).toHaveLength(1);
    expect(new Set(items.map(({ answer }) => answer.eventId)).size).toBe(1);
    expect(items.every(({ answer }) => answer.points['status'] === items[0]?.answer.points['status'])).toBe(
      true,
    );
  }
  const report = await verifyLedger(shop().db);
  expect(report.findings.filter(({ firstBroken }) => firstBroken !== null)).toEqual([]);
  const { earned } = await shop()
    .db.selectFrom('balance')
    .select(({ fn }) => fn.sum<number>('lifetime').as('earned'))
    .where('wallet', '=', 'status')
    .executeTakeFirstOrThrow();
  expect(earned).toBe((101 * 102) / 2);
});

it('purchases, sweeps and changes of the profile at once lose nothing and leave the ledger sound', async () => {
  const names = Array.from({ length: 5 }, (_, index) => `busy-${index}`);
  const ids = await shop().enrol(names);
  const work = Array.from({ length: 96 }, (_, index) => async () => {
    const id = ids[index % ids.length];
    if (id === undefined) throw new Error('there is a member for each index');
    const ctx = shop().ctx(later(NOW, index * DAY_MS));
    if (index % 8 === 3) return expirePoints(ctx, { membersMax: 100, after: null });
    if (index % 8 === 5) {
      const change = { attributes: { favouriteStore: `store-${index}` } };
      return changeMember(ctx, PROGRAM, { memberId: id, change, version: null });
    }
    return recordEvents(ctx, PROGRAM, [purchase({ member: { id }, occurredAt: ctx.now })]);
  });
  await Promise.all(
    Array.from({ length: CALLERS }, async (_, caller) => {
      for (let index = caller; index < work.length; index += CALLERS) await work[index]?.();
    }),
  );
  expect((await verifyLedger(shop().db)).findings.filter(({ firstBroken }) => firstBroken !== null)).toEqual(
    [],
  );
  const purchases = await shop()
    .db.selectFrom('member_event')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('type', '=', 'purchase')
    .where('member_id', 'in', ids)
    .executeTakeFirstOrThrow();
  expect(purchases.count).toBe(72);
});

it('the same id for two members at the same moment is recorded once and a conflict once', async () => {
  const ids = await shop().enrol(['left', 'right']);
  for (let round = 0; round < 20; round++) {
    const event = purchase({ externalId: `torn-${round}` });
    const items = await Promise.all(
      ids.map((id) => recordEvents(shop().ctx(), PROGRAM, [{ ...event, member: { id } }])),
    );
    expect(
      items
        .flat()
        .map(({ status }) => status)
        .toSorted(),
    ).toEqual(['recorded', 'refused']);
  }
});

it('16 callers that enrol the same people make one member of each', async () => {
  const people = Array.from({ length: 30 }, (_, index) => ({ externalId: `newcomer-${index}` }));
  const answers = await Promise.all(
    Array.from({ length: CALLERS }, (_, caller) =>
      enrolMembers(
        shop().ctx(),
        PROGRAM,
        shuffled(people.length, caller).flatMap((index) => people[index] ?? []),
      ),
    ),
  );
  const items = answers.flat();
  expect(items.filter(({ status }) => status === 'enrolled')).toHaveLength(people.length);
  expect(items.filter(({ status }) => status === 'exists')).toHaveLength(people.length * (CALLERS - 1));
  expect(new Set(items.map((item) => (item.status === 'refused' ? null : item.memberId))).size).toBe(
    people.length,
  );
  expect(await verifyLedger(shop().db)).toMatchObject({ isSound: true });
});
