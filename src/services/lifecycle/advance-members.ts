import type { Tx } from '../../db/database.ts';
import { lockMarkedSkipping, lockMembersSkipping, type Head } from '../../db/queries/member-lock.ts';
import { isDataFault } from '../../db/sql-state.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Context } from '../context.ts';
import { failpoint } from '../failpoint.ts';
import { advanceLocked, type AdvanceOutcome } from './advance-locked.ts';
import { needsArming } from './horizon.ts';
import { recordFailure } from './record-failures.ts';

/** A member whom an advance looked at, and whether their workflow has to look as well. */
export interface LookedAt {
  readonly memberId: Uuid;
  readonly programId: string;
  readonly needsNudge: boolean;
  /** Why what is stored of them cannot be read; they are tried again later. Null: it can be. */
  readonly unreadable: string | null;
  /** The trace that the member was marked by, as a `traceparent`; null: by none that is known. */
  readonly markedBy: string | null;
}

/**
 * Advances up to `limit` marked members, the longest marked first, whom nobody else holds: one transaction for all, so
 * that several who ask at once share the marks. When the data of one is at fault, each is advanced in a transaction of
 * their own, so that only that one fails. Answers those it looked at; none when no mark is left that is free.
 */
export async function advanceMarked(ctx: Context, limit: number): Promise<readonly LookedAt[]> {
  let locked: readonly Uuid[] = [];
  try {
    return await advanceTogether(ctx, async (tx) => {
      const heads = await lockMarkedSkipping(tx, limit, ctx.now);
      locked = [...heads.keys()];
      return heads;
    });
  } catch (error) {
    if (!isDataFault(error)) throw error;
  }
  const alone: LookedAt[] = [];
  for (const memberId of locked) alone.push(...(await advanceAlone(ctx, memberId)));
  return alone;
}

async function advanceTogether(
  ctx: Context,
  lock: (tx: Tx) => Promise<ReadonlyMap<Uuid, Head>>,
): Promise<readonly LookedAt[]> {
  const outcomes = await ctx.db.transaction().execute(async (tx) => {
    const heads = await lock(tx);
    if (heads.size === 0) return new Map<Uuid, AdvanceOutcome>();
    const advanced = await advanceLocked(tx, ctx, heads);
    failpoint('advance_before_commit');
    return advanced;
  });
  failpoint('advance_after_commit');
  return [...outcomes].map(([memberId, outcome]) => lookedAt(ctx, memberId, outcome));
}

async function advanceAlone(ctx: Context, memberId: Uuid): Promise<readonly LookedAt[]> {
  try {
    return await advanceTogether(ctx, async (tx) => lockMembersSkipping(tx, [memberId]));
  } catch (error) {
    if (!isDataFault(error)) throw error;
    await recordFailure(ctx, memberId, error);
    return [];
  }
}

function lookedAt(ctx: Context, memberId: Uuid, outcome: AdvanceOutcome): LookedAt {
  if (outcome.kind !== 'advanced') {
    const unreadable = outcome.kind === 'unreadable' ? outcome.cause : null;
    return { memberId, programId: outcome.programId, needsNudge: false, unreadable, markedBy: null };
  }
  const { programId, nextWakeAt, armedUntil, markedBy } = outcome.standing;
  return {
    memberId,
    programId,
    needsNudge: needsArming(nextWakeAt, armedUntil, ctx.now),
    unreadable: null,
    markedBy,
  };
}
