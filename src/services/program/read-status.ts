import { sql } from 'kysely';
import type { JourneyControl } from '../../domain/journey/control.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { formatInstant, instantOf, type Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { OVERDUE_AFTER_MS } from '../lifecycle/unattended.ts';

/** Where one program stands: what waits, what stands still, and what somebody stopped. */
export interface ProgramStatus {
  readonly programId: string;
  readonly revision: number;
  /** Members to be looked at, and for how long the first of them has waited; null: none does. */
  readonly marked: { readonly members: number; readonly oldest: Instant | null };
  /** Members whose wake is over by a minute and more. */
  readonly overdue: number;
  readonly blocked: number;
  /**
   * Members whose stored JSON some process could not read, with the cause; up to ten, the soonest to be tried again
   * first.
   */
  readonly unreadable: readonly UnreadableMember[];
  /** Messages that are planned, and those that are being handed over or were when a worker died. */
  readonly messages: { readonly planned: number; readonly claimed: number };
  /** Null: messages leave. */
  readonly sendingPausedAt: Instant | null;
  readonly journeys: readonly {
    readonly id: string;
    readonly version: number;
    readonly control: JourneyControl;
  }[];
}

export interface UnreadableMember {
  readonly memberId: Uuid;
  readonly cause: string;
  readonly attempts: number;
  readonly retryAt: Instant;
}

const UNREADABLE_LISTED_MAX = 10;

/** Every program by its id. Reads partial indexes only, and may be asked every minute. */
export async function readStatus(ctx: Context): Promise<readonly ProgramStatus[]> {
  const programs = await ctx.db
    .selectFrom('program')
    .select(['id', 'sending_paused_at'])
    .orderBy('id')
    .execute();
  return Promise.all(programs.map((program) => statusOf(ctx, program.id, program.sending_paused_at)));
}

async function statusOf(
  ctx: Context,
  programId: string,
  sendingPausedAt: Instant | null,
): Promise<ProgramStatus> {
  const [definitions, waiting, unreadable, messages] = await Promise.all([
    ctx.definitions.current(ctx.db, programId),
    waitingMembers(ctx, programId),
    unreadableMembers(ctx, programId),
    openMessages(ctx, programId),
  ]);
  const journeys = (definitions?.journeys ?? []).map(({ journey, control }) => ({
    id: journey.id,
    version: journey.version,
    control,
  }));
  return {
    programId,
    revision: definitions?.revision ?? 0,
    ...waiting,
    unreadable,
    messages,
    sendingPausedAt,
    journeys,
  };
}

async function waitingMembers({ db, now }: Context, programId: string) {
  const overdueBefore = sql<Instant>`${formatInstant(instantOf(now - OVERDUE_AFTER_MS))}::timestamptz`;
  const [marked, overdue, blocked] = await Promise.all([
    db
      .selectFrom('lifecycle')
      .select((eb) => [eb.fn.countAll<string>().as('count'), eb.fn.min('needs_advance_since').as('oldest')])
      .where('program_id', '=', programId)
      .where('needs_advance_since', 'is not', null)
      .where('blocked_at', 'is', null)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('lifecycle')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('program_id', '=', programId)
      .where('next_wake_at', '<', overdueBefore)
      .where('blocked_at', 'is', null)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('lifecycle')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('program_id', '=', programId)
      .where('blocked_at', 'is not', null)
      .executeTakeFirstOrThrow(),
  ]);
  return {
    marked: { members: Number(marked.count), oldest: marked.oldest },
    overdue: Number(overdue.count),
    blocked: Number(blocked.count),
  };
}

async function unreadableMembers(
  { db, now }: Context,
  programId: string,
): Promise<readonly UnreadableMember[]> {
  const rows = await db
    .selectFrom('lifecycle')
    .select(['member_id', 'failures', 'failure_cause', 'retry_at'])
    .where('program_id', '=', programId)
    .where('retry_at', 'is not', null)
    .orderBy('retry_at')
    .limit(UNREADABLE_LISTED_MAX)
    .execute();
  return rows.map((row) => ({
    memberId: row.member_id,
    cause: row.failure_cause ?? '',
    attempts: row.failures,
    retryAt: row.retry_at ?? now,
  }));
}

async function openMessages({ db }: Context, programId: string) {
  const open = await db
    .selectFrom('message')
    .select(({ fn }) => [
      fn.countAll<string>().filterWhere('status', '=', 'planned').as('planned'),
      fn.countAll<string>().filterWhere('status', '=', 'claimed').as('claimed'),
    ])
    .where('program_id', '=', programId)
    .where(sql<boolean>`status in ('planned', 'claimed')`)
    .executeTakeFirstOrThrow();
  return { planned: Number(open.planned), claimed: Number(open.claimed) };
}
