import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { ProposedAdjustment } from '../../src/domain/approval/approval.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { deriveUuid, type Uuid } from '../../src/domain/values/identity.ts';
import { HOUR_MS, type Instant } from '../../src/domain/values/instant.ts';
import { approveAdjustment, rejectAdjustment } from '../../src/services/approval/decide-approval.ts';
import { listApprovals } from '../../src/services/approval/list-approvals.ts';
import { requestApproval } from '../../src/services/approval/request-approval.ts';
import { adjustPoints, type AdjustPoints } from '../../src/services/ledger/adjust-points.ts';
import { later, PROGRAM } from '../db/corner-coffee.ts';
import { valueOf } from '../support/answers.ts';
import { NOW, withInstructedShop } from './instructed-shop.ts';

const { shop, ctx, memberWith, beansOf, refusalOf, brokenInvariants } = withInstructedShop();

let requests = 0;

function nextId(): string {
  requests += 1;
  return `request-${requests}`;
}

function proposed(memberId: Uuid, change: Partial<ProposedAdjustment> = {}): ProposedAdjustment {
  return { memberId, wallet: 'beans', points: 800, expiresAt: 'by_wallet', reason: 'sorry', ...change };
}

function asking(adjustment: ProposedAdjustment, approvalId: Uuid | null = null): AdjustPoints {
  return { programId: PROGRAM, source: 'desk', requestId: nextId(), approvalId, ...adjustment };
}

/** A request for an approval, by `ann`. */
async function requestedFor(adjustment: ProposedAdjustment, now: Instant = NOW) {
  const input = { programId: PROGRAM, source: 'desk', requestId: nextId(), adjustment };
  const { approval } = valueOf(await requestApproval(ctx(now, 'ann'), input));
  return { programId: PROGRAM, approvalId: approval.id };
}

/** The same, approved by `bea`. */
async function approvedFor(adjustment: ProposedAdjustment): Promise<Uuid> {
  const address = await requestedFor(adjustment);
  valueOf(await approveAdjustment(ctx(NOW, 'bea'), address));
  return address.approvalId;
}

describe('an adjustment', () => {
  it('adds points that expire as the wallet’s do, and takes those that expire first', async () => {
    const ada = await memberWith(40);
    const { status, entry } = valueOf(await adjustPoints(ctx(), asking(proposed(ada, { points: 100 }))));
    expect({ status, kind: entry.kind, actor: entry.actor }).toEqual({
      status: 'done',
      kind: 'adjust',
      actor: 'operator:ann',
    });
    expect(entry.lots).toMatchObject([{ earned: 100, expiresAt: at('2028-01-01') }]);
    expect(await beansOf(ada)).toMatchObject({ active: 140, lifetime: 40 });
    valueOf(await adjustPoints(ctx(), asking(proposed(ada, { points: -60 }))));
    expect(await beansOf(ada)).toMatchObject({ active: 80, lifetime: 40 });
  });

  it('is the same adjustment when it is sent again, and counts once', async () => {
    const ask = asking(proposed(await memberWith(0), { points: 5 }));
    const dora = ctx(NOW, 'dora');
    const first = valueOf(await adjustPoints(dora, ask));
    const before = await shop().stateHash();
    expect(valueOf(await adjustPoints(dora, ask))).toEqual({ ...first, status: 'duplicate' });
    expect(await refusalOf(() => adjustPoints(dora, { ...ask, points: 6 }))).toBe('key_conflict');
    expect(await shop().stateHash()).toBe(before);
    expect(await adjustedBy('operator:dora')).toBe(5);
  });

  it.each([
    ['of nothing', { points: 0 }, 'invalid_amount'],
    ['of half a point', { points: 0.5 }, 'invalid_amount'],
    ['of more than can be counted', { points: 2 ** 53 }, 'invalid_amount'],
    ['that takes more than there is', { points: -1 }, 'insufficient_points'],
    ['of points that would have expired', { points: 1, expiresAt: NOW }, 'invalid_amount'],
    ['of a wallet that is not there', { wallet: 'miles', points: 1 }, 'unknown_wallet'],
    ['of a member who is not there', { memberId: deriveUuid('nobody'), points: 1 }, 'unknown_member'],
  ])('%s is refused', async (_what, change, code) => {
    const ask = asking(proposed(await memberWith(0), change));
    expect(await refusalOf(() => adjustPoints(ctx(), ask))).toBe(code);
  });
});

describe('without an approval', () => {
  it('somebody adjusts no more in a day than the limit, however it is split; the next day begins anew', async () => {
    const ada = await memberWith(0);
    const adjust = (points: number, now?: Instant) =>
      adjustPoints(ctx(now, 'emil'), asking(proposed(ada, { points })));
    expect(await refusalOf(() => adjust(501))).toBe('approval_missing');
    valueOf(await adjust(300));
    valueOf(await adjust(-150));
    expect(await refusalOf(() => adjust(51))).toBe('approval_missing');
    valueOf(await adjust(50));
    expect(await refusalOf(() => adjust(1))).toBe('approval_missing');
    valueOf(await adjust(500, at('2026-12-25T00:00:00Z')));
  });

  it('sixteen adjustments at once, of as many members, do not pass the limit', async () => {
    const members = await Promise.all(Array.from({ length: 16 }, () => memberWith(0)));
    const results = await Promise.all(
      members.map((memberId) => adjustPoints(ctx(NOW, 'finn'), asking(proposed(memberId, { points: 40 })))),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(12);
    expect(await adjustedBy('operator:finn')).toBe(480);
  });

  it('what is refused for another reason does not count', async () => {
    const ask = asking(proposed(await memberWith(0), { points: -10 }));
    expect(await refusalOf(() => adjustPoints(ctx(NOW, 'gerd'), ask))).toBe('insufficient_points');
    expect(await adjustedBy('operator:gerd')).toBe(0);
  });
});

describe('an approval', () => {
  it('lets exactly what was approved pass, once', async () => {
    const wanted = proposed(await memberWith(0));
    const approvalId = await approvedFor(wanted);
    const ask = asking(wanted, approvalId);
    const first = valueOf(await adjustPoints(ctx(), ask));
    expect(await beansOf(wanted.memberId)).toMatchObject({ active: 800 });
    expect(valueOf(await adjustPoints(ctx(), ask))).toEqual({ ...first, status: 'duplicate' });
    expect(await refusalOf(() => adjustPoints(ctx(), asking(wanted, approvalId)))).toBe('approval_used');
  });

  it.each([
    ['other points', { points: 801 }],
    ['another sign', { points: -800 }],
    ['another wallet', { wallet: 'status' }],
    ['another expiry', { expiresAt: null }],
    ['another reason', { reason: 'because' }],
  ])('does not let %s pass', async (_what, change) => {
    const wanted = proposed(await memberWith(900));
    const ask = asking({ ...wanted, ...change }, await approvedFor(wanted));
    expect(await refusalOf(() => adjustPoints(ctx(), ask))).toBe('approval_mismatch');
  });

  it('does not let another member’s points pass', async () => {
    const approvalId = await approvedFor(proposed(await memberWith(0)));
    const ask = asking(proposed(await memberWith(0)), approvalId);
    expect(await refusalOf(() => adjustPoints(ctx(), ask))).toBe('approval_mismatch');
  });

  it('is given by somebody else than who asked, also in the database', async () => {
    const address = await requestedFor(proposed(await memberWith(0)));
    expect(await refusalOf(() => approveAdjustment(ctx(NOW, 'ann'), address))).toBe('self_approval');
    const forged = sql`
      update approval set status = 'approved', decided_by = requested_by, decided_at = now()
      where id = ${address.approvalId}`;
    await expect(forged.execute(shop().db)).rejects.toThrow(/approval_four_eyes/);
    const swapped = sql`update approval set payload_hash = 'another' where id = ${address.approvalId}`;
    await expect(swapped.execute(shop().db)).rejects.toThrow(/permission denied/);
  });

  it('that is pending or rejected lets nothing pass', async () => {
    const wanted = proposed(await memberWith(0));
    const address = await requestedFor(wanted);
    const ask = asking(wanted, address.approvalId);
    expect(await refusalOf(() => adjustPoints(ctx(), ask))).toBe('approval_missing');
    expect(valueOf(await rejectAdjustment(ctx(NOW, 'bea'), address)).status).toBe('rejected');
    expect(await refusalOf(() => adjustPoints(ctx(), ask))).toBe('approval_missing');
    expect(await refusalOf(() => approveAdjustment(ctx(NOW, 'bea'), address))).toBe('approval_decided');
    const unknown = { ...ask, approvalId: deriveUuid('no approval') };
    expect(await refusalOf(() => adjustPoints(ctx(), unknown))).toBe('unknown_approval');
  });

  it('can be taken back by who asked', async () => {
    const address = await requestedFor(proposed(await memberWith(0)));
    expect(valueOf(await rejectAdjustment(ctx(NOW, 'ann'), address))).toMatchObject({
      status: 'rejected',
      decidedBy: 'operator:ann',
    });
  });

  it('can neither be given nor used 72 hours after it was asked for', async () => {
    const wanted = proposed(await memberWith(0));
    const [late, lastMoment] = [later(NOW, 72 * HOUR_MS), later(NOW, 72 * HOUR_MS - 1)];
    const address = await requestedFor(wanted);
    expect(await refusalOf(() => approveAdjustment(ctx(late, 'bea'), address))).toBe('approval_expired');
    valueOf(await approveAdjustment(ctx(lastMoment, 'bea'), address));
    const ask = asking(wanted, address.approvalId);
    expect(await refusalOf(() => adjustPoints(ctx(late), ask))).toBe('approval_expired');
    valueOf(await adjustPoints(ctx(lastMoment), ask));
  });

  it('that sixteen use at once lets one adjustment pass', async () => {
    const wanted = proposed(await memberWith(0));
    const approvalId = await approvedFor(wanted);
    const results = await Promise.all(
      Array.from({ length: 16 }, () => adjustPoints(ctx(), asking(wanted, approvalId))),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await beansOf(wanted.memberId)).toMatchObject({ active: 800 });
  });

  it('is the same request when it is sent again', async () => {
    const adjustment = proposed(await memberWith(0));
    const input = { programId: PROGRAM, source: 'desk', requestId: nextId(), adjustment };
    const first = valueOf(await requestApproval(ctx(), input));
    expect(valueOf(await requestApproval(ctx(), input))).toEqual({ ...first, status: 'duplicate' });
    const other = { ...input, adjustment: { ...adjustment, points: 1 } };
    expect(await refusalOf(() => requestApproval(ctx(), other))).toBe('key_conflict');
  });

  it('waits in a list that is read page by page, and leaves a trail in the audit log', async () => {
    const addresses = [];
    for (const minute of [1, 2, 3]) {
      const wanted = proposed(await memberWith(0));
      addresses.push(await requestedFor(wanted, at(`2026-12-20T10:0${minute}:00Z`)));
    }
    const first = await listApprovals(ctx(), PROGRAM, { status: 'pending', limit: 2, after: null });
    expect(first.items.map(({ id }) => id)).toEqual(
      addresses.slice(0, 2).map(({ approvalId }) => approvalId),
    );
    const second = await listApprovals(ctx(), PROGRAM, { status: 'pending', limit: 2, after: first.next });
    expect(second.items[0]?.id).toBe(addresses[2]?.approvalId);
    const audited = await shop()
      .db.selectFrom('audit_event')
      .select(['action', 'actor'])
      .where('subject', '=', addresses[0]?.approvalId ?? '')
      .execute();
    expect(audited).toEqual([{ action: 'approval.requested', actor: 'operator:ann' }]);
  });
});

it('leave a sound ledger', async () => {
  expect(await brokenInvariants()).toEqual([]);
});

async function adjustedBy(actor: string): Promise<number> {
  const rows = await shop()
    .db.selectFrom('adjustment_day')
    .select('points')
    .where('actor', '=', actor)
    .execute();
  return rows.reduce((sum, { points }) => sum + points, 0);
}
