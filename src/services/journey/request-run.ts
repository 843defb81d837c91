import { inTransaction } from '../../db/database.ts';
import type { Tx } from '../../db/database.ts';
import { keyWrites, selectKeys } from '../../db/queries/business-keys.ts';
import { lockMembers } from '../../db/queries/member-lock.ts';
import { isTaken } from '../../db/sql-state.ts';
import { writeTogether } from '../../db/write-together.ts';
import type { MemberReference } from '../../domain/event/incoming-event.ts';
import type { NewEvent } from '../../domain/event/member-event.ts';
import { closedBy } from '../../domain/journey/control.ts';
import { RUN_REQUESTED } from '../../domain/journey/journey.ts';
import type { PublishedJourney } from '../../domain/lifecycle/definitions.ts';
import { requestKey } from '../../domain/values/business-key.ts';
import { fingerprint } from '../../domain/values/hash.ts';
import { deriveUuid } from '../../domain/values/identity.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { JsonObject } from '../../domain/values/json.ts';
import { ok, refuse } from '../../domain/values/result.ts';
import type { Result } from '../../domain/values/result.ts';
import type { Context } from '../context.ts';
import { appendEvents } from '../event/append-events.ts';
import { refuseMerged } from '../member/refuse-merged.ts';

export interface RequestRun {
  readonly programId: string;
  readonly journeyId: string;
  /** The sender's id of the request; with program and source it is its permanent key. */
  readonly requestId: string;
  readonly source: string;
  readonly member: MemberReference;
  /** What the run knows from its start, as `run.data`. */
  readonly data: JsonObject;
}

export interface RequestedRun {
  /** `duplicate`: the same request was recorded before. */
  readonly status: 'recorded' | 'duplicate';
  readonly eventId: Uuid;
}

/**
 * Asks a journey to take a member in, as an event in the member's log; the journey's own rules (who, re-entry) then
 * decide. The same request again changes nothing. Refuses `no_program`, `unknown_journey`, `journey_not_enterable`,
 * `unknown_member`, `member_merged`, and `key_conflict` when the request id was used for something else.
 */
export async function requestRun(ctx: Context, input: RequestRun): Promise<Result<RequestedRun>> {
  try {
    return await inTransaction(ctx.db, (tx) => recordRequest(tx, ctx, input));
  } catch (error) {
    // Two requests with one id for different members do not wait for one another's lock.
    if (isTaken(error, 'business_key')) return usedOtherwise(input.requestId);
    throw error;
  }
}

async function recordRequest(tx: Tx, ctx: Context, input: RequestRun): Promise<Result<RequestedRun>> {
  const { programId, journeyId, requestId, source, member, data } = input;
  const definitions = await ctx.definitions.current(tx, programId);
  if (definitions === null) return refuse('no_program', `there is no program ${programId}`);
  const journey = definitions.journeys.find((published) => published.journey.id === journeyId);
  if (journey === undefined) return refuse('unknown_journey', `the program has no journey ${journeyId}`);
  const memberId = await findMemberId(tx, programId, member);
  if (memberId === null) return refuse('unknown_member', 'the program has no such member', '/member');

  const head = (await lockMembers(tx, [memberId])).get(memberId);
  if (head !== undefined && head.mergedInto !== null) return refuseMerged(memberId, head.mergedInto);
  const key = requestKey({ source, requestId });
  const eventId = deriveUuid('event', programId, key);
  const contentHash = fingerprint({ journeyId, memberId, data });
  const [known] = await selectKeys(tx, programId, [key]);
  if (known !== undefined) {
    return known.content_hash === contentHash
      ? ok({ status: 'duplicate', eventId })
      : usedOtherwise(requestId);
  }
  if (!isEnterable(journey)) {
    return refuse('journey_not_enterable', `${journeyId} takes nobody in by request at the moment`);
  }
  await appendEvents(tx, {
    definitions,
    now: ctx.now,
    markedBy: ctx.request?.traceparent,
    members: [{ memberId, events: [requestEvent(eventId, input, ctx.now)] }],
  });
  const taken = { key, contentHash, memberId, eventId, recordedAt: ctx.now };
  await writeTogether(tx, keyWrites(programId, [{ ...taken, transactionId: null, answer: null }]));
  return ok({ status: 'recorded', eventId });
}

function requestEvent(id: Uuid, { journeyId, source, data }: RequestRun, now: Instant): NewEvent {
  return {
    id,
    type: RUN_REQUESTED,
    occurredAt: now,
    origin: 'source',
    source,
    data: { journey: journeyId, data },
    cause: null,
    decidedAfter: null,
  };
}

function usedOtherwise(requestId: string): Result<never> {
  return refuse('key_conflict', `the request id ${requestId} was used for something else`, '/requestId');
}

function isEnterable({ journey, control }: PublishedJourney): boolean {
  return journey.entry.by.kind === 'api' && closedBy(control) === null;
}

/** By an id of the sender's system, whoever took the member over; by ours, the member. */
async function findMemberId(tx: Tx, programId: string, member: MemberReference): Promise<Uuid | null> {
  const ofProgram = tx.selectFrom('member').select(['id', 'merged_into']).where('program_id', '=', programId);
  const row = await (
    'id' in member
      ? ofProgram.where('id', '=', member.id)
      : ofProgram.where('external_id', '=', member.externalId)
  ).executeTakeFirst();
  if (row === undefined) return null;
  return 'id' in member ? row.id : (row.merged_into ?? row.id);
}
