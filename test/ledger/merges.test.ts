import { describe, expect, it } from 'vitest';
import { at } from '../../src/domain/values/instant.fixture.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { adjustPoints } from '../../src/services/ledger/adjust-points.ts';
import { mergeMembers } from '../../src/services/ledger/merge-members.ts';
import { changeMember } from '../../src/services/member/change-member.ts';
import { enrolMember } from '../../src/services/member/enrol-member.ts';
import { findMember } from '../../src/services/member/find-member.ts';
import { startRedemption } from '../../src/services/redemption/start-redemption.ts';
import { PROGRAM, purchase } from '../db/corner-coffee.ts';
import { valueOf } from '../support/answers.ts';
import { NOW, withInstructedShop } from './instructed-shop.ts';

const { shop, ctx, memberWith, externalIdOf, beansOf, refusalOf, brokenInvariants } = withInstructedShop();

function merging(fromId: Uuid, intoId: Uuid) {
  return { programId: PROGRAM, fromId, intoId, reason: 'one person' };
}

describe('a merge', () => {
  it('makes all that one member has the other’s, and is in both logs', async () => {
    const [ada, bob] = [await memberWith(80), await memberWith(40)];
    const { entry } = valueOf(await mergeMembers(ctx(), merging(ada, bob)));
    expect(entry).toMatchObject({ kind: 'merge', reason: 'one person', actor: 'operator:ann' });
    expect(await beansOf(ada)).toMatchObject({ active: 0, pending: 0, lifetime: 0 });
    expect(await beansOf(bob)).toMatchObject({ active: 120, lifetime: 120 });
    const said = await shop()
      .db.selectFrom('member_event')
      .select(['member_id', 'data'])
      .where('type', '=', 'member_merged')
      .where('member_id', 'in', [ada, bob])
      .execute();
    expect(said).toContainEqual({ member_id: ada, data: { into: bob } });
    expect(said).toContainEqual({ member_id: bob, data: { from: ada } });
  });

  it('again changes nothing', async () => {
    const [ada, bob] = [await memberWith(80), await memberWith(0)];
    const first = valueOf(await mergeMembers(ctx(), merging(ada, bob)));
    const before = await shop().stateHash();
    expect(valueOf(await mergeMembers(ctx(), merging(ada, bob)))).toEqual({ ...first, status: 'duplicate' });
    expect(await shop().stateHash()).toBe(before);
  });

  it('of somebody who has nothing marks them as gone, and posts nothing', async () => {
    const [ada, bob] = [await memberWith(0), await memberWith(0)];
    expect(valueOf(await mergeMembers(ctx(), merging(ada, bob)))).toEqual({ status: 'merged', entry: null });
    const gone = valueOf(await findMember(ctx(), PROGRAM, { id: ada }));
    expect(gone.mergedInto).toBe(bob);
  });

  it('carries pending points with the time at which they vest', async () => {
    const [ada, bob] = [await memberWith(30), await memberWith(0)];
    valueOf(await mergeMembers(shop().ctx(), merging(ada, bob)));
    expect(await beansOf(bob)).toMatchObject({ active: 0, pending: 30 });
  });

  it('is refused with oneself, twice, and while a redemption is open', async () => {
    const [ada, bob, cem] = [await memberWith(80), await memberWith(0), await memberWith(0)];
    expect(await refusalOf(() => mergeMembers(ctx(), merging(ada, ada)))).toBe('same_member');
    valueOf(await startRedemption(ctx(), redemption(ada)));
    expect(await refusalOf(() => mergeMembers(ctx(), merging(ada, bob)))).toBe('points_held');
    valueOf(await mergeMembers(ctx(), merging(bob, cem)));
    expect(await refusalOf(() => mergeMembers(ctx(), merging(bob, ada)))).toBe('member_merged');
    expect(await refusalOf(() => mergeMembers(ctx(), merging(ada, bob)))).toBe('member_merged');
  });
});

describe('after a merge', () => {
  it('what is reported of the member who went is recorded for the one who stays, once', async () => {
    const [ada, bob] = [await memberWith(0), await memberWith(0)];
    const member = { externalId: await externalIdOf(ada) };
    const before = purchase({ member, minor: 1_000 });
    await recordEvents(shop().ctx(), PROGRAM, [before]);
    valueOf(await mergeMembers(ctx(), merging(ada, bob)));
    const [again, byNumber, byId] = await recordEvents(ctx(), PROGRAM, [
      before,
      purchase({ member, minor: 700, occurredAt: NOW }),
      purchase({ member: { id: ada }, minor: 300, occurredAt: NOW }),
    ]);
    expect([again?.status, byNumber?.status, byId?.status]).toEqual(['duplicate', 'recorded', 'recorded']);
    expect(await beansOf(bob)).toMatchObject({ lifetime: 20 });
    expect(await beansOf(ada)).toMatchObject({ lifetime: 0 });
  });

  it('and still so when the one who stays is merged as well', async () => {
    const [ada, bob, cem] = [await memberWith(10), await memberWith(0), await memberWith(0)];
    const member = { externalId: await externalIdOf(ada) };
    valueOf(await mergeMembers(ctx(), merging(ada, bob)));
    valueOf(await mergeMembers(ctx(), merging(bob, cem)));
    await recordEvents(ctx(), PROGRAM, [purchase({ member, minor: 700, occurredAt: NOW })]);
    expect(await beansOf(cem)).toMatchObject({ lifetime: 17 });
  });

  it('who enrols under the number of the member who went is the one who stays', async () => {
    const [ada, bob] = [await memberWith(0), await memberWith(0)];
    const externalId = await externalIdOf(ada);
    valueOf(await mergeMembers(ctx(), merging(ada, bob)));
    const enrolled = await enrolMember(ctx(), PROGRAM, { externalId });
    expect(enrolled).toMatchObject({ ok: false, refusal: { code: 'member_exists' } });
    if (!enrolled.ok) expect(enrolled.refusal.detail).toContain(bob);
  });

  it('what is asked of the member who went is refused, and names the one who stays', async () => {
    const [ada, bob] = [await memberWith(80), await memberWith(0)];
    valueOf(await mergeMembers(ctx(), merging(ada, bob)));
    const refused = await startRedemption(ctx(), redemption(ada));
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'member_merged' } });
    if (!refused.ok) expect(refused.refusal.detail).toContain(bob);
    const change = { memberId: ada, change: { locale: 'de' }, version: null };
    expect(await refusalOf(() => changeMember(ctx(), PROGRAM, change))).toBe('member_merged');
    const adjustment = {
      programId: PROGRAM,
      source: 'desk',
      requestId: 'after-the-merge',
      memberId: ada,
      wallet: 'beans',
      points: 10,
      expiresAt: null,
      reason: 'sorry',
      approvalId: null,
    };
    expect(await refusalOf(() => adjustPoints(ctx(), adjustment))).toBe('member_merged');
  });
});

it('purchases that arrive during a merge go to one of both, and none is lost', async () => {
  const [ada, bob] = [await memberWith(0), await memberWith(0)];
  const member = { externalId: await externalIdOf(ada) };
  const purchases = Array.from({ length: 16 }, () => purchase({ member, minor: 500, occurredAt: NOW }));
  const [merged, ...recorded] = await Promise.all([
    mergeMembers(ctx(), merging(ada, bob)),
    ...purchases.map((one) => recordEvents(ctx(at('2026-12-24T10:00:01Z')), PROGRAM, [one])),
  ]);
  expect(merged.ok).toBe(true);
  expect(recorded.flat().every(({ status }) => status === 'recorded')).toBe(true);
  expect(await beansOf(bob)).toMatchObject({ lifetime: 80 });
  expect(await beansOf(ada)).toMatchObject({ lifetime: 0 });
});

it('leave a sound ledger', async () => {
  expect(await brokenInvariants()).toEqual([]);
});

function redemption(memberId: Uuid) {
  return {
    programId: PROGRAM,
    memberId,
    source: 'till',
    requestId: `redemption-of-${memberId}`,
    wallet: 'beans',
    points: 20,
    reason: 'a flat white',
    orderId: null,
    way: { kind: 'reserve', holdFor: { months: 0, days: 0, milliseconds: 600_000 } },
  } as const;
}
