import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { inTransaction, type Database, type Tx } from '../../src/db/database.ts';
import type { Lot } from '../../src/domain/ledger/lot.ts';
import { award } from '../../src/domain/ledger/award.ts';
import { redeem } from '../../src/domain/ledger/redeem.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import type { Instant } from '../../src/domain/values/instant.ts';
import { ok, type Result } from '../../src/domain/values/result.ts';
import type { Context } from '../../src/services/context.ts';
import { openLogs } from '../../src/services/event/member-logs.ts';
import { postTo, saveLedgers, withLots } from '../../src/services/ledger/open-ledger.ts';
import { ledgerOf, postLocked, withLockedMember } from '../../src/services/ledger/with-locked-member.ts';
import { startRedemption } from '../../src/services/redemption/start-redemption.ts';
import { PROGRAM, withShop } from '../db/corner-coffee.ts';
import { valueOf } from '../support/answers.ts';
import { headOf } from './model/decide.ts';

const [SOON, LATE] = [at('2026-12-31'), at('2027-12-31')];

const shop = withShop();

/** Spends this many beans of a member. */
type Redeem = (ctx: Context, memberId: Uuid, points: number) => Promise<Result<unknown>>;

/** As the verbs do it: the lock in a statement of its own, then the lots. */
const lockFirst: Redeem = (ctx, memberId, points) =>
  startRedemption(ctx, {
    programId: PROGRAM,
    memberId,
    source: 'till',
    requestId: `spend-${memberId}`,
    wallet: 'beans',
    points,
    reason: 'a flat white',
    orderId: null,
    way: { kind: 'at_once' },
  });

/** The same with lock and lots in one statement, whose snapshot is taken before it waits for the lock. */
const lockWithLots: Redeem = (ctx, memberId, points) =>
  inTransaction(ctx.db, async (tx): Promise<Result<null>> => {
    const definitions = await ctx.definitions.current(tx, PROGRAM);
    if (definitions === null) throw new Error('no program has been applied');
    const lots = new Map([[memberId, await lockedLots(tx, memberId)]]);
    const head = { memberId, programId: PROGRAM, mergedInto: null };
    const posting = { definitions, now: ctx.now };
    const logs = await openLogs(tx, definitions, new Map([[memberId, head]]));
    const ledger = withLots(logs, lots, posting).get(memberId);
    if (ledger === undefined) throw new Error('the member has no log');
    const amount = { wallet: 'beans', points };
    const spent = redeem(ledger.standing, headOf(`redeem:${memberId}`, ctx.now), amount, ctx.now);
    if (!spent.ok) return spent;
    const after = postTo(ledger, spent.value.transaction, posting);
    if (!after.ok) return after;
    await saveLedgers(tx, PROGRAM, new Map([[memberId, after.value]]), ctx.now);
    return ok(null);
  });

async function lockedLots(tx: Tx, memberId: Uuid): Promise<readonly Lot[]> {
  const { rows } = await sql<Lot>`
    with head as materialized (select member_id from member_head where member_id = ${memberId} for update)
    select l.id, l.wallet, l.remaining, l.held, l.vested,
      l.earned_at as "earnedAt", l.vests_at as "vestsAt", l.expires_at as "expiresAt"
    from lot l join head using (member_id) where l.remaining > 0`.execute(tx);
  return rows;
}

/** Awards beans, and keeps the member's lock until `meanwhile` is over. */
async function awardBeans(
  memberId: Uuid,
  { points, expiresAt }: { readonly points: number; readonly expiresAt: Instant },
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<void> {
  const ctx = shop().ctx();
  const { now } = ctx;
  const awarded = withLockedMember(ctx, { programId: PROGRAM, memberId }, async (locked) => {
    const line = { wallet: 'beans', points, rule: 'base', vestsAt: null, expiresAt };
    const head = headOf(`award:${memberId}:${expiresAt}`, now);
    const issue = award({ ...head, programId: PROGRAM, memberId, lines: [line], now });
    const posted = await postLocked(locked, await ledgerOf(locked), issue);
    await meanwhile();
    return posted;
  });
  valueOf(await awarded);
}

/** Until a connection waits for a lock in this database. */
async function somebodyWaits(db: Database): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await sql<{ waiting: number }>`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
      return rows[0]?.waiting;
    })
    .toBe(1);
}

/** What is left, lot by lot, after a redemption that had to wait for an award of points that expire sooner. */
async function leftAfterRace(name: string, spend: Redeem): Promise<readonly number[]> {
  const [memberId] = await shop().enrol([name]);
  if (memberId === undefined) throw new Error('nobody was enrolled');
  await awardBeans(memberId, { points: 100, expiresAt: LATE });
  const spending: Promise<Result<unknown>>[] = [];
  await awardBeans(memberId, { points: 50, expiresAt: SOON }, async () => {
    spending.push(spend(shop().ctx(), memberId, 50));
    await somebodyWaits(shop().db);
  });
  for (const spent of await Promise.all(spending)) valueOf(spent);
  const lots = await shop()
    .db.selectFrom('lot')
    .select('remaining')
    .where('member_id', '=', memberId)
    .orderBy('expires_at')
    .execute();
  return lots.map(({ remaining }) => remaining);
}

it('a redemption that waits for the lock spends the points that arrived meanwhile', async () => {
  expect(await leftAfterRace('first', lockFirst)).toEqual([0, 100]);
});

it('with lock and lots in one statement it would spend others, although these expire first', async () => {
  expect(await leftAfterRace('together', lockWithLots)).toEqual([50, 50]);
});
