import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { isOutage } from '../../db/outage.ts';
import { selectDueLots } from '../../db/queries/lots.ts';
import { lockMembersSkipping } from '../../db/queries/member-lock.ts';
import { timestamp } from '../../db/timestamp.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { openLogs } from '../event/member-logs.ts';
import { causeOf, type Failure } from '../lifecycle/record-failures.ts';
import { saveLedgers, withLots } from './open-ledger.ts';

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
  const heads = await lockMembersSkipping(tx, memberIds);
  if (heads.size === 0) return { members: 0, transactions: 0, failures: [] };
  const logs = await openLogs(tx, definitions, heads);
  const ledgers = withLots(logs, await selectDueLots(tx, [...heads.keys()], now), { definitions, now });
  await saveLedgers(tx, definitions.program.id, ledgers, now);
  const settled = [...ledgers.values()].filter(({ posted }) => posted.length > 0);
  return {
    members: settled.length,
    transactions: settled.reduce((sum, { posted }) => sum + posted.length, 0),
    failures: [],
  };
}
