import type { Tx } from '../../db/database.ts';
import { keyWrites } from '../../db/queries/business-keys.ts';
import { eventWrites } from '../../db/queries/member-logs.ts';
import { insertMembers, insertStandpoints, selectMemberIds } from '../../db/queries/new-members.ts';
import { postTransactions } from '../../db/queries/post-transactions.ts';
import { retrying, type Retrying } from '../../db/retry.ts';
import { isContention, isDataFault } from '../../db/sql-state.ts';
import { transact } from '../../db/transact.ts';
import { EXTERNAL_ID_LENGTH_MAX } from '../../domain/event/check-event.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import { afterHistory, newLifecycle } from '../../domain/lifecycle/lifecycle.ts';
import { enrol, type Enrolled, type GivenConsent } from '../../domain/member/enrol.ts';
import type { Contact } from '../../domain/member/profile.ts';
import type { Zone } from '../../domain/values/calendar.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { instantOf } from '../../domain/values/instant.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { JsonObject } from '../../domain/values/json.ts';
import { ok, refuse, type Refusal, type Result } from '../../domain/values/result.ts';
import { writeFacts, writeLifecycle } from '../../schemas/stored/lifecycle.ts';
import type { Context } from '../context.ts';
import { contentOf, newEventKey } from '../event/event-key.ts';
import { rulesInForce, type RulesInForce } from '../event/rules-in-force.ts';
import { newUuid } from '../new-uuid.ts';

/** A person who becomes a member. What is left out is not known. */
export interface EnrolMember {
  /** The id that the program's own systems gave; unique in the program. */
  readonly externalId: string;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly timezone?: Zone | undefined;
  readonly locale?: string | undefined;
  readonly attributes?: JsonObject | undefined;
  /** Now, unless given; however long ago, and not in the future. */
  readonly enrolledAt?: Instant | undefined;
  readonly consents?: readonly GivenConsent[] | undefined;
}

export type EnrolledItem =
  | { readonly status: 'enrolled' | 'exists'; readonly memberId: Uuid }
  | { readonly status: 'refused'; readonly refusal: Refusal };

export interface EnrolOptions extends Retrying {
  /** The members' past is being imported: nothing is decided for them yet, and nobody is marked. */
  readonly history?: boolean;
}

const MEMBERS_PER_TRANSACTION_MAX = 200;

/**
 * Enrols members in a handful of statements for each 200; answers one item for each, in order. Each begins with the
 * event `enrolled`, a `consent_given` for each consent, and what they earn. One who exists is left as they are.
 * A refused item harms none of its neighbours: `no_program`, and all that `enrol` refuses.
 */
export async function enrolMembers(
  ctx: Context,
  programId: string,
  members: readonly EnrolMember[],
  options: EnrolOptions = {},
): Promise<readonly EnrolledItem[]> {
  const definitions = await ctx.definitions.current(ctx.db, programId);
  if (definitions === null) return members.map(() => refused('no_program', 'no program has been applied'));
  const items: EnrolledItem[] = [];
  for (let from = 0; from < members.length; from += MEMBERS_PER_TRANSACTION_MAX) {
    const part = members.slice(from, from + MEMBERS_PER_TRANSACTION_MAX);
    items.push(...(await enrolPart(ctx, definitions, part, options)));
  }
  return items;
}

/** One transaction for all; where the data of one is at fault, one for each half, down to the one at fault. */
async function enrolPart(
  ctx: Context,
  definitions: Definitions,
  members: readonly EnrolMember[],
  options: EnrolOptions,
): Promise<readonly EnrolledItem[]> {
  try {
    return await retrying(() => enrolTogether(ctx, definitions, members, options), isContention, options);
  } catch (error) {
    if (!isDataFault(error)) throw error;
    if (members.length === 1) return [refused('invalid_input', 'the member has text that cannot be kept')];
    const middle = Math.ceil(members.length / 2);
    const first = await enrolPart(ctx, definitions, members.slice(0, middle), options);
    return [...first, ...(await enrolPart(ctx, definitions, members.slice(middle), options))];
  }
}

async function enrolTogether(
  ctx: Context,
  definitions: Definitions,
  members: readonly EnrolMember[],
  { history = false }: EnrolOptions,
): Promise<readonly EnrolledItem[]> {
  const programId = definitions.program.id;
  const externalIds = members.map(({ externalId }) => externalId);
  const existing = await selectMemberIds(ctx.db, programId, externalIds);
  const earliest = instantOf(Math.min(...members.map(({ enrolledAt }) => enrolledAt ?? ctx.now)));
  const rules = { definitions, inForce: await rulesInForce(ctx.db, definitions, earliest), now: ctx.now };
  const plans = new Map<string, Result<Newcomer>>();
  for (const member of members) {
    if (existing.has(member.externalId) || plans.has(member.externalId)) continue;
    plans.set(member.externalId, plan(member, rules));
  }
  const newcomers = [...plans.values()].flatMap((planned) => (planned.ok ? [planned.value] : []));
  const ids = await transact(ctx.db, async (tx) => {
    const inserted = await insertNewcomers(tx, definitions, newcomers, { history, now: ctx.now });
    const isComplete = inserted.size === newcomers.length;
    return { inserted, existing: isComplete ? existing : await selectMemberIds(tx, programId, externalIds) };
  });
  return itemsFor(members, plans, ids);
}

/** A member who is about to begin. */
interface Newcomer {
  readonly externalId: string;
  readonly contact: Contact;
  readonly enrolledAt: Instant;
  readonly beginning: Enrolled;
}

interface EnrolRules {
  readonly definitions: Definitions;
  readonly inForce: RulesInForce;
  readonly now: Instant;
}

function plan(member: EnrolMember, { definitions, inForce, now }: EnrolRules): Result<Newcomer> {
  const { externalId, attributes = {}, enrolledAt = now, consents = [] } = member;
  if (externalId === '' || externalId.length > EXTERNAL_ID_LENGTH_MAX) {
    return refuse('invalid_input', `must have 1 to ${EXTERNAL_ID_LENGTH_MAX} characters`, '/externalId');
  }
  const contact = {
    email: member.email ?? null,
    phone: member.phone ?? null,
    timezone: member.timezone ?? null,
    locale: member.locale ?? null,
  };
  const enrolment = { memberId: newUuid(now), contact, attributes, enrolledAt, consents };
  const beginning = enrol(enrolment, { definitions, program: inForce(enrolledAt), now });
  if (!beginning.ok) return beginning;
  return ok({ externalId, contact, enrolledAt, beginning: beginning.value });
}

async function insertNewcomers(
  tx: Tx,
  { program: { id: programId } }: Definitions,
  newcomers: readonly Newcomer[],
  { history, now }: { readonly history: boolean; readonly now: Instant },
): Promise<ReadonlySet<Uuid>> {
  if (newcomers.length === 0) return new Set();
  const inserted = await insertMembers(
    tx,
    programId,
    newcomers.map(({ externalId, contact, enrolledAt, beginning }) => ({
      id: beginning.end.memberId,
      externalId,
      ...contact,
      enrolledAt,
    })),
    now,
  );
  const beginnings = newcomers
    .map((newcomer) => newcomer.beginning)
    .filter(({ end }) => inserted.has(end.memberId));
  await insertStandpoints(
    tx,
    programId,
    beginnings.map(({ end }) => standpoint(end, history, now)),
  );
  const recorded = beginnings.flatMap(({ end, recorded: outcomes }) =>
    outcomes.map(({ event, outcome }) => ({ memberId: end.memberId, event, outcome })),
  );
  const posted = recorded.flatMap(({ outcome: { transaction, end } }) =>
    transaction === null ? [] : [{ transaction, recordedAt: end.lastRecordedAt }],
  );
  await postTransactions(tx, programId, posted, [
    ...eventWrites(
      programId,
      recorded.flatMap(({ memberId, outcome }) => outcome.events.map((event) => ({ memberId, event }))),
    ),
    ...keyWrites(
      programId,
      recorded.map(({ memberId, event, outcome }) => newEventKey(contentOf(event, memberId), outcome)),
    ),
  ]);
  return inserted;
}

function standpoint(end: Enrolled['end'], history: boolean, now: Instant) {
  const { memberId, lastSeq, lastRecordedAt, facts } = end;
  const fresh = newLifecycle(memberId, now);
  return {
    memberId,
    lastSeq,
    lastRecordedAt,
    facts: writeFacts(facts),
    lifecycle: writeLifecycle(history ? afterHistory(fresh, facts, lastSeq, now) : fresh),
    markedAt: history ? null : now,
  };
}

function itemsFor(
  members: readonly EnrolMember[],
  plans: ReadonlyMap<string, Result<Newcomer>>,
  { inserted, existing }: { inserted: ReadonlySet<Uuid>; existing: ReadonlyMap<string, Uuid> },
): readonly EnrolledItem[] {
  const begun = new Set<string>();
  return members.map(({ externalId }): EnrolledItem => {
    const planned = plans.get(externalId);
    if (planned?.ok === false) return { status: 'refused', refusal: planned.refusal };
    const memberId = planned?.value.beginning.end.memberId;
    if (memberId !== undefined && inserted.has(memberId)) {
      const status = begun.has(externalId) ? 'exists' : 'enrolled';
      begun.add(externalId);
      return { status, memberId };
    }
    const known = existing.get(externalId);
    if (known === undefined) throw new Error(`member ${externalId} was neither there nor enrolled`);
    return { status: 'exists', memberId: known };
  });
}

function refused(code: Refusal['code'], detail: string): EnrolledItem {
  return { status: 'refused', refusal: { code, detail } };
}
