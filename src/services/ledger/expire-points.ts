import { sql } from 'kysely';
import { anyOfIds } from '../../db/array-parameter.ts';
import type { Tx } from '../../db/database.ts';
import { lockMembersSkipping } from '../../db/queries/member-lock.ts';
import type { Posted } from '../../db/queries/post-transactions.ts';
import { isOutage } from '../../db/outage.ts';
import { timestamp } from '../../db/timestamp.ts';
import { BY_LEDGER, pointsEvents } from '../../domain/ledger/points-events.ts';
import { post } from '../../domain/ledger/post.ts';
import type { Lot } from '../../domain/ledger/lot.ts';
import { settleLots } from '../../domain/ledger/settle-lots.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { appended, openLogs, saveLogs, type OpenLog } from '../event/member-logs.ts';
import { causeOf, type Failure } from '../lifecycle/record-failures.ts';
import { postWithKeys } from './post-with-keys.ts';

export interface ExpirePoints {
  /** Members settled by one call, at most: the length of the transaction. */
  readonly membersMax: number;
  /** Where the call before ended; null: what fell due first. */
  readonly after: DuePlace | null;
}

/** A place among all that is due: by instant, then by member. */
export interface DuePlace {
  readonly at: Instant;
  readonly memberId: Uuid;
}

export interface ExpiredPoints {
  /** Members whose points vested or expired. */
  readonly members: number;
  readonly transactions: number;
  /** Those who could not be settled: what the database holds of them is at fault. */
  readonly failures: readonly Failure[];
  /** Where to go on; null when nothing is left that fell due later. */
  readonly next: DuePlace | null;
}

/**
 * Posts what has fallen due by `ctx.now`: points that vest become active, points that expire are taken away, each at its
 * own instant, with events in the members' logs. Members whose lock somebody holds are left to the next sweep; called
 * twice, late, or by two at once, the result is the same. One transaction per program and call, unless somebody's data
 * is at fault: then one per member, so that only that one fails. Going on at `next` passes those who failed.
 */
export async function expirePoints(
  ctx: Context,
  { membersMax, after }: ExpirePoints,
): Promise<ExpiredPoints> {
  const due = await selectDue(ctx, after, membersMax);
  const settled: Settled[] = [];
  for (const [programId, places] of Map.groupBy(due, (place) => place.programId)) {
    const definitions = await ctx.definitions.current(ctx.db, programId);
    if (definitions === null) throw new Error(`program ${programId} has lots and was never published`);
    settled.push(await settleOrBlame(ctx, definitions, [...new Set(places.map((place) => place.memberId))]));
  }
  const last = due.length < membersMax ? undefined : due.at(-1);
  const next = last === undefined ? null : { at: last.at, memberId: last.memberId };
  return { ...inAll(settled), next };
}

interface Settled {
  readonly members: number;
  readonly transactions: number;
  readonly failures: readonly Failure[];
}

function inAll(settled: readonly Settled[]): Settled {
  return {
    members: settled.reduce((sum, { members }) => sum + members, 0),
    transactions: settled.reduce((sum, { transactions }) => sum + transactions, 0),
    failures: settled.flatMap(({ failures }) => failures),
  };
}

/** The first lots that are due after a place; of a member at one instant the rest is due with them. */
async function selectDue(
  ctx: Context,
  after: DuePlace | null,
  lotsMax: number,
): Promise<readonly (DuePlace & { readonly programId: string })[]> {
  const isLater =
    after === null ? sql`true` : sql`(due_at, member_id) > (${timestamp(after.at)}, ${after.memberId}::uuid)`;
  const { rows } = await sql<DuePlace & { readonly programId: string }>`
    select due_at as at, member_id as "memberId", program_id as "programId" from lot
    where due_at <= ${timestamp(ctx.now)} and ${isLater}
    order by due_at, member_id limit ${lotsMax}`.execute(ctx.db);
  return rows;
}

/** Settles all in one transaction; when that fails for what it holds, each in one of their own. */
async function settleOrBlame(
  ctx: Context,
  definitions: Definitions,
  memberIds: readonly Uuid[],
): Promise<Settled> {
  try {
    return await ctx.db.transaction().execute((tx) => settleMembers(tx, definitions, memberIds, ctx.now));
  } catch (error) {
    if (isOutage(error)) throw error;
    const [memberId, ...others] = memberIds;
    if (memberId === undefined) throw error;
    if (others.length === 0) {
      return { members: 0, transactions: 0, failures: [{ memberId, cause: causeOf(error) }] };
    }
  }
  const alone: Settled[] = [];
  for (const memberId of memberIds) alone.push(await settleOrBlame(ctx, definitions, [memberId]));
  return inAll(alone);
}

async function settleMembers(
  tx: Tx,
  definitions: Definitions,
  memberIds: readonly Uuid[],
  now: Instant,
): Promise<Settled> {
  const programId = definitions.program.id;
  const heads = await lockMembersSkipping(tx, memberIds);
  if (heads.size === 0) return { members: 0, transactions: 0, failures: [] };
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
    failures: [],
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
  const { balances } = before.end.facts;
  for (const transaction of settleLots({ programId, memberId, balances, lots }, now)) {
    const after = post(log.end.facts.balances, transaction);
    if (!after.ok) throw new Error(`transaction ${transaction.id}: ${after.refusal.detail}`);
    const events = pointsEvents(transaction, after.value, BY_LEDGER);
    log = appended(log, events, { definitions, now, marks: 'as_needed' });
    posted.push({ transaction, recordedAt: log.end.lastRecordedAt });
  }
  return { log, posted };
}

async function openLots(tx: Tx, memberIds: readonly Uuid[], now: Instant): Promise<Map<Uuid, Lot[]>> {
  const rows = await tx
    .selectFrom('lot')
    .select(['member_id', 'id', 'wallet', 'remaining', 'held', 'vested'])
    .select(['earned_at as earnedAt', 'vests_at as vestsAt', 'expires_at as expiresAt'])
    .where('member_id', '=', anyOfIds(memberIds))
    .where('due_at', '<=', timestamp(now))
    .execute();
  return Map.groupBy(rows, (row) => row.member_id);
}
