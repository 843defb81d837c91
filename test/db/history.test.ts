import { expect, it } from 'vitest';
import { readFacts, readLifecycle } from '../../src/schemas/stored/lifecycle.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { verifyLedger } from '../../src/services/ledger/verify-ledger.ts';
import { enrolMembers } from '../../src/services/member/enrol-members.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { NOW, PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();

const BEFORE_THE_PROGRAM = at('2019-05-01T00:00:00Z');

async function enrolPast(externalId: string) {
  const people = [{ externalId, enrolledAt: BEFORE_THE_PROGRAM }];
  const [item] = await enrolMembers(shop().ctx(), PROGRAM, people, { history: true });
  if (item?.status !== 'enrolled') throw new Error('a member was enrolled');
  return item.memberId;
}

async function standpoint(memberId: string) {
  const row = await shop()
    .db.selectFrom('lifecycle')
    .innerJoin('member_facts', 'member_facts.member_id', 'lifecycle.member_id')
    .innerJoin('member', 'member.id', 'lifecycle.member_id')
    .select(['state', 'facts', 'needs_advance_since'])
    .where('external_id', '=', memberId)
    .executeTakeFirstOrThrow();
  return {
    lifecycle: readLifecycle(row.state, []),
    facts: readFacts(row.facts),
    markedAt: row.needs_advance_since,
  };
}

it('purchases of any age are recorded, folded and earn', async () => {
  await enrolPast('old-friend');
  const bought = {
    member: { externalId: 'old-friend' },
    occurredAt: at('2019-06-01T12:00:00Z'),
    history: true,
  };
  const [item] = await recordEvents(shop().ctx(), PROGRAM, [purchase(bought)]);
  expect(item).toMatchObject({ status: 'recorded', answer: { points: { beans: 12, status: 12 } } });
  const { facts } = await standpoint('old-friend');
  expect(facts.occurrences['purchase']).toMatchObject({ count: 1, lastAt: bought.occurredAt });
  expect(await verifyLedger(shop().db)).toMatchObject({ isSound: true });
});

it('decide nothing for the past: nobody is marked, and the lifecycle stands at the end of the log', async () => {
  await enrolPast('quiet');
  const bought = { member: { externalId: 'quiet' }, history: true };
  await recordEvents(shop().ctx(), PROGRAM, [
    purchase({ ...bought, occurredAt: at('2024-01-01T12:00:00Z') }),
    purchase({ ...bought, occurredAt: at('2023-01-01T12:00:00Z') }),
  ]);
  const { lifecycle, facts, markedAt } = await standpoint('quiet');
  expect(markedAt).toBeNull();
  expect(lifecycle).toMatchObject({ revision: 0, position: facts.folded, at: NOW });
  expect(lifecycle.facts).toEqual(facts);
});

it('of a member for whom something is to be decided are left to the next advance', async () => {
  await shop().enrol(['waiting']);
  await recordEvents(shop().ctx(), PROGRAM, [
    purchase({ member: { externalId: 'waiting' }, occurredAt: at('2024-01-01T12:00:00Z'), history: true }),
  ]);
  const { lifecycle, markedAt } = await standpoint('waiting');
  expect(markedAt).toBe(NOW);
  expect(lifecycle.position).toBe(0);
});

it('a live purchase after them marks the member', async () => {
  await enrolPast('back-again');
  await recordEvents(shop().ctx(), PROGRAM, [purchase({ member: { externalId: 'back-again' } })]);
  expect((await standpoint('back-again')).markedAt).toBe(NOW);
});
