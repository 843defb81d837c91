import type { Tx } from '../../db/database.ts';
import { lockMembers } from '../../db/queries/member-lock.ts';
import { isDataFault } from '../../db/sql-state.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { formatInstant, type Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { failpoint } from '../failpoint.ts';
import { advanceLocked } from './advance-locked.ts';
import type { Conducted } from './conducted.ts';
import { readEpoch } from './database-epoch.ts';
import { horizonFrom } from './horizon.ts';
import { FAILURES_MAX, recordFailure } from './record-failures.ts';
import { standpointOf } from './standpoint.ts';

/**
 * Advances a member who is behind, and answers from the rows what is open and when to ask again. Level-triggered: asked
 * twice, it answers the same. An advance that fails is tried again at once, and blocks the member when it fails again.
 * Throws when this process cannot read what is stored of the member, after writing that down.
 */
export async function conductMember(ctx: Context, memberId: Uuid): Promise<Conducted> {
  for (let failures = 0; failures < FAILURES_MAX; failures += 1) {
    const conducted = await conductOnce(ctx, memberId);
    if (conducted === null) continue;
    if (conducted.status !== 'unreadable') return conducted;
    throw new Error(`member ${memberId} cannot be read: ${conducted.cause}`);
  }
  throw new Error(`member ${memberId} fails and is not blocked`);
}

type Unreadable = { readonly status: 'unreadable'; readonly cause: string };

/** Null: the advance failed, and the failure is recorded. */
async function conductOnce(ctx: Context, memberId: Uuid): Promise<Conducted | Unreadable | null> {
  try {
    const conducted = await ctx.db.transaction().execute(async (tx) => {
      const answer = await conduct(tx, ctx, memberId);
      failpoint('conduct_before_commit');
      return answer;
    });
    failpoint('conduct_after_commit');
    return conducted;
  } catch (error) {
    if (!isDataFault(error)) throw error;
    await recordFailure(ctx, memberId, error);
    return null;
  }
}

async function conduct(tx: Tx, ctx: Context, memberId: Uuid): Promise<Conducted | Unreadable | null> {
  const { epoch } = await readEpoch(tx);
  const outcomes = await advanceLocked(tx, ctx, await lockMembers(tx, [memberId]));
  const outcome = outcomes.get(memberId);
  if (outcome === undefined) return { version: 1, status: 'unknown', epoch };
  if (outcome.kind !== 'advanced') {
    if (outcome.kind === 'failed') return null;
    if (outcome.kind === 'unreadable') return { status: 'unreadable', cause: outcome.cause };
    await arm(tx, memberId, null);
    return { version: 1, status: 'blocked', epoch, programId: outcome.programId };
  }
  const { at, nextWakeAt, armedUntil } = outcome.standing;
  const standpoint = await standpointOf(tx, outcome.standing);
  if (outcome.standing.facts.mergedInto !== undefined && standpoint.effects.length === 0) {
    await arm(tx, memberId, null);
    return { version: 1, status: 'unknown', epoch };
  }
  const told = nextWakeAt !== null && nextWakeAt <= horizonFrom(at) ? nextWakeAt : null;
  if (told !== armedUntil) await arm(tx, memberId, told);
  return { version: 1, status: 'conducted', epoch, ...standpoint };
}

/** Writes down the wake that the workflow is told, so that only an earlier one nudges it. Null: it sleeps until nudged. */
async function arm(tx: Tx, memberId: Uuid, told: Instant | null): Promise<void> {
  await tx
    .updateTable('lifecycle')
    .set({ armed_until: told === null ? null : formatInstant(told) })
    .where('member_id', '=', memberId)
    .execute();
}
