import type { Tx } from '../../db/database.ts';
import { lockMembers } from '../../db/queries/member-lock.ts';
import { decideClaim } from '../../domain/lifecycle/claim.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { formatInstant, instantOf } from '../../domain/values/instant.ts';
import { hashSecret, newSecret } from '../access/secret.ts';
import type { Context } from '../context.ts';
import { failpoint } from '../failpoint.ts';
import { advanceLocked, type Standing } from '../lifecycle/advance-locked.ts';
import { newUuid } from '../new-uuid.ts';
import { concludeMessage } from './conclude-message.ts';
import { collectLetter, type Letter } from './letter.ts';
import { mayBeOut } from './may-be-out.ts';
import { ownerOf, plannedMessage, readMessage, type MessageRow } from './message-row.ts';

/** How long a claim is good for: adapters give up within 8 s, and the outcome is written down within a few more. */
const LEASE_MS = 30_000;

/**
 * - `claimed`: whoever holds the token hands the letter over, now, once, and settles it.
 * - `nothing`: it is settled or withdrawn, somebody else holds a claim, it is not due, or something holds it back.
 */
export type Claim =
  | {
      readonly kind: 'claimed';
      readonly token: Uuid;
      readonly letter: Letter;
      /** The secret of the link that withdraws consent; null for transactional mail. */
      readonly unsubscribeToken: string | null;
    }
  | { readonly kind: 'nothing' };

const NOTHING: Claim = { kind: 'nothing' };

/**
 * The point of no return of a message. With everything decided up to now, it asks once more whether the message may be
 * sent; then the claim is in the database before the message is handed over. A claim whose lease ended without an
 * outcome leaves it open whether the message went out: marketing is then `unknown` and never sent again, transactional
 * mail is claimed anew. The same goes for marketing that the lost copy of a restored database may have sent.
 */
export async function claimMessage(ctx: Context, messageId: Uuid): Promise<Claim> {
  const claim = await ctx.db.transaction().execute(async (tx) => {
    const memberId = await ownerOf(tx, messageId);
    if (memberId === null) return NOTHING;
    const outcomes = await advanceLocked(tx, ctx, await lockMembers(tx, [memberId]));
    const outcome = outcomes.get(memberId);
    if (outcome?.kind !== 'advanced') return NOTHING;
    const answer = await claimLocked(tx, ctx, await readMessage(tx, messageId), outcome.standing);
    failpoint('claim_before_commit');
    return answer;
  });
  failpoint('claim_after_commit');
  return claim;
}

async function claimLocked(tx: Tx, ctx: Context, row: MessageRow, standing: Standing): Promise<Claim> {
  if (row.status !== 'planned' && row.status !== 'claimed') return NOTHING;
  const dueAt = row.status === 'claimed' ? row.lease_until : row.next_attempt_at;
  // By the member's time, which is what their workflow was told by: two clocks would have it come back in vain.
  if (dueAt !== null && dueAt > standing.at) return NOTHING;
  if (row.class === 'marketing' && (await mayBeOut(tx, row))) {
    await concludeMessage(tx, ctx, row, { status: 'unknown', reason: 'outcome_unknown' });
    return NOTHING;
  }
  const decision = await decide(tx, ctx, row, standing);
  if (decision.kind === 'send') return hand(tx, ctx, row, standing);
  if (decision.kind === 'defer') await hold(tx, row, decision.reason);
  else await concludeMessage(tx, ctx, row, { status: 'skipped', reason: decision.reason });
  return NOTHING;
}

async function decide(tx: Tx, ctx: Context, row: MessageRow, { lifecycle, facts }: Standing) {
  const definitions = await ctx.definitions.current(tx, row.program_id);
  if (definitions === null) throw new Error(`program ${row.program_id} has published nothing`);
  const { sending_paused_at } = await selectProgram(tx, row).executeTakeFirstOrThrow();
  const input = {
    message: plannedMessage(row),
    run: lifecycle.runs.find(({ id }) => id === row.run_id) ?? null,
    facts,
    definitions,
  };
  const decision = decideClaim({ ...input, sendingPaused: sending_paused_at !== null });
  if (decision.kind !== 'defer') return decision;
  // Whoever resumes sending looks for held messages afterwards, so it must not end between this look and the commit.
  const locked = await selectProgram(tx, row).forShare().executeTakeFirstOrThrow();
  return decideClaim({ ...input, sendingPaused: locked.sending_paused_at !== null });
}

function selectProgram(tx: Tx, { program_id }: MessageRow) {
  return tx.selectFrom('program').select('sending_paused_at').where('id', '=', program_id);
}

/** Until whoever ends the pause marks the member. */
async function hold(tx: Tx, row: MessageRow, reason: string): Promise<void> {
  await tx
    .updateTable('message')
    .set({ status: 'planned', reason, next_attempt_at: null, claim_token: null, lease_until: null })
    .where('id', '=', row.id)
    .execute();
}

async function hand(tx: Tx, ctx: Context, row: MessageRow, standing: Standing): Promise<Claim> {
  const letter = await collectLetter(tx, row, standing);
  if (letter === 'no_address' || letter === 'no_template') {
    const status = letter === 'no_address' ? 'skipped' : 'failed';
    await concludeMessage(tx, ctx, row, { status, reason: letter });
    return NOTHING;
  }
  const token = newUuid(ctx.now);
  await tx
    .updateTable('message')
    .set({
      status: 'claimed',
      reason: null,
      claim_token: token,
      lease_until: formatInstant(instantOf(standing.at + LEASE_MS)),
      attempts: row.attempts + 1,
      next_attempt_at: null,
    })
    .where('id', '=', row.id)
    .execute();
  const unsubscribeToken = await newUnsubscribeToken(tx, ctx, row);
  return { kind: 'claimed', token, letter, unsubscribeToken };
}

async function newUnsubscribeToken(tx: Tx, ctx: Context, row: MessageRow): Promise<string | null> {
  if (row.class === 'transactional' || row.topic === null) return null;
  const secret = newSecret();
  await tx
    .insertInto('unsubscribe_token')
    .values({
      token_hash: hashSecret(secret),
      member_id: row.member_id,
      message_id: row.id,
      topic: row.topic,
      channel: row.channel,
      created_at: formatInstant(ctx.now),
    })
    .execute();
  return secret;
}
