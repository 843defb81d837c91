import { describe, expect, it } from 'vitest';
import { deriveUuid, type Uuid } from '../../src/domain/values/identity.ts';
import { transferPoints, type TransferPoints } from '../../src/services/ledger/transfer-points.ts';
import { PROGRAM } from '../db/corner-coffee.ts';
import { valueOf } from '../support/answers.ts';
import { NOW, withInstructedShop } from './instructed-shop.ts';

const { shop, ctx, memberWith, beansOf, refusalOf, brokenInvariants } = withInstructedShop();

let requests = 0;

function asking(fromId: Uuid, intoId: Uuid, change: Partial<TransferPoints> = {}): TransferPoints {
  requests += 1;
  return {
    programId: PROGRAM,
    source: 'app',
    requestId: `transfer-${requests}`,
    fromId,
    intoId,
    wallet: 'beans',
    points: 50,
    reason: 'a gift',
    ...change,
  };
}

async function typesIn(memberId: Uuid): Promise<readonly string[]> {
  const rows = await shop()
    .db.selectFrom('member_event')
    .select('type')
    .where('member_id', '=', memberId)
    .where('type', 'like', 'points_transferred')
    .execute();
  return rows.map(({ type }) => type);
}

describe('a transfer', () => {
  it('takes points from one member to another, who keep their expiry, and is in both logs', async () => {
    const [ada, bob] = [await memberWith(80), await memberWith(0)];
    const { status, entry } = valueOf(await transferPoints(ctx(), asking(ada, bob)));
    expect(status).toBe('done');
    expect(entry).toMatchObject({ kind: 'transfer', actor: 'operator:ann', reason: 'a gift' });
    expect(await beansOf(ada)).toMatchObject({ active: 30, lifetime: 80 });
    expect(await beansOf(bob)).toMatchObject({ active: 50, lifetime: 0 });
    expect([await typesIn(ada), await typesIn(bob)].flat()).toHaveLength(2);
    const expiries = await shop()
      .db.selectFrom('lot')
      .select(['member_id', 'expires_at'])
      .distinct()
      .where('wallet', '=', 'beans')
      .where('member_id', 'in', [ada, bob])
      .execute();
    expect(new Set(expiries.map(({ expires_at }) => expires_at)).size).toBe(1);
  });

  it('is the same transfer when it is sent again, and leaves a row in the audit log once', async () => {
    const ask = asking(await memberWith(80), await memberWith(0));
    const first = valueOf(await transferPoints(ctx(), ask));
    const before = await shop().stateHash();
    const again = valueOf(await transferPoints(ctx(), ask));
    expect(again).toEqual({ ...first, status: 'duplicate' });
    expect(await shop().stateHash()).toBe(before);
    const audited = await shop()
      .db.selectFrom('audit_event')
      .select('action')
      .where('subject', '=', ask.fromId)
      .execute();
    expect(audited).toEqual([{ action: 'points.transferred' }]);
    expect(await refusalOf(() => transferPoints(ctx(), { ...ask, points: 1 }))).toBe('key_conflict');
  });

  it('under an id that another member’s transfer has taken is refused', async () => {
    const [ada, bob, cem] = [await memberWith(60), await memberWith(60), await memberWith(0)];
    const ask = asking(ada, cem);
    valueOf(await transferPoints(ctx(), ask));
    expect(await refusalOf(() => transferPoints(ctx(), { ...ask, fromId: bob }))).toBe('key_conflict');
  });
});

describe('a transfer is refused', () => {
  it.each([
    ['of more than there is', { points: 61 }, 'insufficient_points'],
    ['of nothing', { points: 0 }, 'invalid_amount'],
    ['of less than nothing', { points: -1 }, 'invalid_amount'],
    ['of half a point', { points: 0.5 }, 'invalid_amount'],
    ['of more than can be counted', { points: 2 ** 53 }, 'invalid_amount'],
    ['of points that only count for tiers', { wallet: 'status' }, 'wallet_not_spendable'],
    ['of a wallet that is not there', { wallet: 'miles' }, 'unknown_wallet'],
  ])('%s', async (_what, change, code) => {
    const ask = asking(await memberWith(60), await memberWith(0), change);
    expect(await refusalOf(() => transferPoints(ctx(), ask))).toBe(code);
  });

  it('to oneself, and to nobody', async () => {
    const ada = await memberWith(60);
    const nobody = deriveUuid('nobody');
    expect(await refusalOf(() => transferPoints(ctx(), asking(ada, ada)))).toBe('same_member');
    expect(await refusalOf(() => transferPoints(ctx(), asking(ada, nobody)))).toBe('unknown_member');
  });

  it('before the points have vested', async () => {
    const ask = asking(await memberWith(60), await memberWith(0));
    expect(await refusalOf(() => transferPoints(shop().ctx(), ask))).toBe('insufficient_points');
  });
});

it('between random pairs at once never deadlock, lose or make a point', async () => {
  const members = await Promise.all([1, 2, 3, 4].map(() => memberWith(40)));
  const pair = (n: number) => {
    const [from, into] = [members[n % 4], members[(n + 1 + (n % 3)) % 4]];
    if (from === undefined || into === undefined) throw new Error('no such pair');
    return asking(from, into, { points: 1 + (n % 5) });
  };
  const results = await Promise.all(Array.from({ length: 48 }, (_, n) => transferPoints(ctx(NOW), pair(n))));
  const codes = results.flatMap((result) => (result.ok ? [] : [result.refusal.code]));
  expect(codes.filter((code) => code !== 'insufficient_points')).toEqual([]);
  const balances = await Promise.all(members.map(beansOf));
  expect(balances.reduce((sum, beans) => sum + (beans?.active ?? 0), 0)).toBe(160);
});

it('leave a sound ledger', async () => {
  expect(await brokenInvariants()).toEqual([]);
});
