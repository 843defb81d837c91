import { sql } from 'kysely';
import { anyOfIds } from '../../db/array-parameter.ts';
import type { Tx } from '../../db/database.ts';
import { lockMembersSkipping } from '../../db/queries/member-lock.ts';
import type { Posted } from '../../db/queries/post-transactions.ts';
import { timestamp } from '../../db/timestamp.ts';
import { BY_LEDGER, pointsEvents } from '../../domain/ledger/points-events.ts';
import { post } from '../../domain/ledger/post.ts';
import { settleLots, type Lot } from '../../domain/ledger/settle-lots.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { appended, openLogs, saveLogs, type OpenLog } from '../event/member-logs.ts';
import { postWithKeys } from './post-with-keys.ts';

export interface ExpirePoints {
  /** Members settled by one call, at most: the length of the transaction. */
  readonly membersMax: number;
}

export interface ExpiredPoints {
  /** Members whose points vested or expired. */
  readonly members: number;
  readonly transactions: number;
  /** Whether calling again is likely to find more. */
  readonly hasMore: boolean;
}

/**
 * Posts what has fallen due by `ctx.now`: points that vest become active, points that expire are taken away, each at its
 * own instant, with events in the members' logs. Members whose lock somebody holds are left to the next call; called
 * twice, late, or by two at once, the result is the same. One transaction per program and call.
 */
export async function expirePoints(ctx: Context, { membersMax }: ExpirePoints): Promise<ExpiredPoints> {
  const due = await membersWithDueLots(ctx, membersMax);
  let members = 0;
  let transactions = 0;
  for (const [programId, memberIds] of due) {
    const definitions = await ctx.definitions.current(ctx.db, programId);
    if (definitions === null) throw new Error(`program ${programId} has lots and was never published`);
    const settled = await ctx.db
      .transaction()
      .execute((tx) => settleMembers(tx, definitions, memberIds, ctx.now));
    members += settled.members;
    transactions += settled.transactions;
  }
  const found = [...due.values()].reduce((sum, ids) => sum + ids.length, 0);
  return { members, transactions, hasMore: members > 0 && found >= membersMax };
}

/** By program, those whose lots fell due first. */
async function membersWithDueLots(ctx: Context, membersMax: number): Promise<Map<string, Uuid[]>> {
  const now = timestamp(ctx.now);
  const { rows } = await sql<{ member_id: Uuid; program_id: string }>`
    with due as (
      (select member_id, program_id, expires_at as at from lot
       where remaining > 0 and expires_at is not null and expires_at <= ${now}
       order by expires_at limit ${membersMax})
      union all
      (select member_id, program_id, vests_at from lot
       where remaining > 0 and not vested and vests_at <= ${now}
       order by vests_at limit ${membersMax})
    )
    select member_id, program_id from due
    group by member_id, program_id order by min(at), member_id limit ${membersMax}`.execute(ctx.db);
  return new Map(
    [...Map.groupBy(rows, (row) => row.program_id)].map(([programId, members]) => [
      programId,
      members.map((row) => row.member_id),
    ]),
  );
}

async function settleMembers(
  tx: Tx,
  definitions: Definitions,
  memberIds: readonly Uuid[],
  now: Instant,
): Promise<{ members: number; transactions: number }> {
  const programId = definitions.program.id;
  const heads = await lockMembersSkipping(tx, memberIds);
  if (heads.size === 0) return { members: 0, transactions: 0 };
  const logs = await openLogs(tx, definitions, heads);
  const lots = await openLots(tx, [...heads.keys()], now);
  const posted: Posted[] = [];
  for (const [memberId, log] of logs) {
    const settled = settle(log, lots.get(memberId) ?? [], definitions, now);
    logs.set(memberId, settled.log);
    posted.push(...settled.posted);
  }
  await saveLogs(tx, programId, logs, now);
  await postWithKeys(tx, programId, posted);
  return {
    members: new Set(posted.map((one) => one.transaction.memberId)).size,
    transactions: posted.length,
  };
}

function settle(
  before: OpenLog,
  lots: readonly Lot[],
  definitions: Definitions,
  now: Instant,
): { readonly log: OpenLog; readonly posted: readonly Posted[] } {
  const { memberId } = before.end;
  const programId = definitions.program.id;
  const posted: Posted[] = [];
  let log = before;
  for (const transaction of settleLots({ programId, memberId, lots }, now)) {
    const balances = post(log.end.facts.balances, transaction);
    if (!balances.ok) throw new Error(`transaction ${transaction.id}: ${balances.refusal.detail}`);
    const events = pointsEvents(transaction, balances.value, BY_LEDGER);
    log = appended(log, events, { definitions, now, marks: 'as_needed' });
    posted.push({ transaction, recordedAt: log.end.lastRecordedAt });
  }
  return { log, posted };
}

async function openLots(tx: Tx, memberIds: readonly Uuid[], now: Instant): Promise<Map<Uuid, Lot[]>> {
  const rows = await tx
    .selectFrom('lot')
    .select(['member_id', 'id', 'wallet', 'remaining', 'vested'])
    .select(['vests_at as vestsAt', 'expires_at as expiresAt'])
    .where('member_id', '=', anyOfIds(memberIds))
    .where('remaining', '>', 0)
    .where((where) =>
      where.or([
        where('expires_at', '<=', timestamp(now)),
        where.and([where('vested', '=', false), where('vests_at', '<=', timestamp(now))]),
      ]),
    )
    .execute();
  return Map.groupBy(rows, (row) => row.member_id);
}
