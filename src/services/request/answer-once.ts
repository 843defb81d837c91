import { sql } from 'kysely';
import { inTransaction } from '../../db/database.ts';
import type { Tx } from '../../db/database.ts';
import { ok, refuse } from '../../domain/values/result.ts';
import type { Result } from '../../domain/values/result.ts';
import type { FollowUp } from '../after-commit.ts';
import type { Context } from '../context.ts';

/** A request under a key that its sender chose, so that sending it again has no second effect. */
export interface KeyedRequest {
  readonly programId: string;
  readonly source: string;
  /** Unique among the requests of the program and source. */
  readonly key: string;
  /** The same for the same request, and for no other. */
  readonly fingerprint: string;
}

/** What a request was answered, as HTTP has it. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly location: string | null;
  readonly etag: string | null;
  readonly body: string;
}

export interface AnsweredRequest {
  readonly answer: Answer;
  /** Whether this is the answer of an earlier time, and nothing was done now. */
  readonly isReplay: boolean;
}

/**
 * Answers a request once: the first time by `work`, in one transaction with all that its verbs write, and from then on
 * with what was answered then. When `work` throws, nothing is kept, and the key is free again.
 *
 * Of requests with one key at the same time, one is at work. Refuses `request_in_progress` to the others, and
 * `idempotency_key_reused` to a request that is not the one that the key was used for.
 */
export async function answerOnce(
  ctx: Context,
  request: KeyedRequest,
  work: (inside: Context) => Promise<Answer>,
): Promise<Result<AnsweredRequest>> {
  const followUps: FollowUp[] = [];
  const answered = await inTransaction(ctx.db, async (tx): Promise<Result<AnsweredRequest>> => {
    if (!(await isOurs(tx, request))) {
      return refuse('request_in_progress', 'a request with this key is at work');
    }
    const first = await firstAnswer(tx, request);
    if (first !== null) return first;
    const answer = await work({ ...ctx, db: tx, followUps });
    await keepAnswer(tx, ctx, request, answer);
    return ok({ answer, isReplay: false });
  });
  for (const followUp of followUps) await followUp(ctx);
  return answered;
}

/** Takes the key until the transaction ends, unless another one has it. */
async function isOurs(tx: Tx, { programId, source, key }: KeyedRequest): Promise<boolean> {
  const name = JSON.stringify([programId, source, key]);
  const { rows } = await sql<{ isTaken: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${name}::text, 0)) as "isTaken"`.execute(tx);
  return rows[0]?.isTaken ?? false;
}

/** In a statement after the lock's own, so that it sees what the last holder committed. Null: there is none. */
async function firstAnswer(tx: Tx, request: KeyedRequest): Promise<Result<AnsweredRequest> | null> {
  const row = await tx
    .selectFrom('answered_request')
    .select(['fingerprint', 'status', 'content_type as contentType', 'location', 'etag', 'body'])
    .where('program_id', '=', request.programId)
    .where('source', '=', request.source)
    .where('key', '=', request.key)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { fingerprint, ...answer } = row;
  return fingerprint === request.fingerprint
    ? ok({ answer, isReplay: true })
    : refuse('idempotency_key_reused', 'the key was used for another request');
}

async function keepAnswer(
  tx: Tx,
  ctx: Context,
  { programId, source, key, fingerprint }: KeyedRequest,
  { contentType, ...answer }: Answer,
): Promise<void> {
  await tx
    .insertInto('answered_request')
    .values({
      program_id: programId,
      source,
      key,
      fingerprint,
      answered_at: new Date(ctx.now),
      content_type: contentType,
      ...answer,
    })
    .execute();
}
