import type { Tx } from '../../db/database.ts';
import type { Head } from '../../db/queries/member-lock.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import type { Facts } from '../../domain/lifecycle/facts.ts';
import type { Lifecycle } from '../../domain/lifecycle/lifecycle.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { instantOf, type Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { advanceOne, needsHistory, type AdvancedMember } from './advance-one.ts';
import { isBehind, loadHistories, loadMembers, presentOf, type LoadedMember } from './load-members.ts';
import { causeOf, postponeUnreadable, recordFailures, type Failure } from './record-failures.ts';
import { saveAdvanced } from './save-advanced.ts';

/**
 * What became of a member who was to be advanced.
 * - `failed`: the rules could not be carried out for them; the mark stays, and all others went on.
 * - `blocked`: they failed before, and wait for an operator.
 * - `unreadable`: this process cannot read what is stored of them; it is tried again later.
 */
export type AdvanceOutcome =
  | { readonly kind: 'advanced'; readonly standing: Standing }
  | { readonly kind: 'failed' | 'blocked'; readonly programId: string }
  | { readonly kind: 'unreadable'; readonly programId: string; readonly cause: string };

/** Where a member stands after an advance. */
export interface Standing {
  readonly programId: string;
  /** The instant advanced to. */
  readonly at: Instant;
  readonly lifecycle: Lifecycle;
  /** The fold at the log's end. */
  readonly facts: Facts;
  /** The rules in force. */
  readonly definitions: Definitions;
  readonly nextWakeAt: Instant | null;
  readonly armedUntil: Instant | null;
  /** The trace that the member was marked by; null: by none that is known. */
  readonly markedBy: string | null;
}

/**
 * Advances those who are behind of the members whose heads the transaction has locked, set-based; one who fails does
 * not keep the others.
 */
export async function advanceLocked(
  tx: Tx,
  ctx: Context,
  heads: ReadonlyMap<Uuid, Head>,
): Promise<ReadonlyMap<Uuid, AdvanceOutcome>> {
  const outcomes = new Map<Uuid, AdvanceOutcome>();
  const { members, unreadable } = await loadMembers(tx, heads);
  for (const { head, cause } of unreadable) {
    outcomes.set(head.memberId, { kind: 'unreadable', programId: head.programId, cause });
  }
  await postponeUnreadable(tx, unreadable, ctx.now);
  for (const { head, blockedAt } of [...members, ...unreadable]) {
    if (blockedAt !== null) outcomes.set(head.memberId, { kind: 'blocked', programId: head.programId });
  }
  const free = members.filter(({ blockedAt }) => blockedAt === null);
  for (const member of free.filter((each) => !isBehind(each, ctx.now))) {
    outcomes.set(member.head.memberId, { kind: 'advanced', standing: await unmoved(tx, ctx, member) });
  }
  const behind = free.filter((member) => isBehind(member, ctx.now));
  for (const [programId, ofProgram] of Map.groupBy(behind, ({ head }) => head.programId)) {
    const { advanced, failures } = await decide(tx, ctx, programId, ofProgram);
    await recordFailures(tx, failures, ctx.now);
    for (const { memberId } of failures) outcomes.set(memberId, { kind: 'failed', programId });
    for (const standing of await save(tx, programId, advanced)) {
      outcomes.set(standing.lifecycle.memberId, { kind: 'advanced', standing });
    }
  }
  return outcomes;
}

/** Where a member stands for whom nothing is due. */
async function unmoved(tx: Tx, ctx: Context, member: LoadedMember): Promise<Standing> {
  const { head, lifecycle, facts, nextWakeAt, armedUntil, markedBy } = member;
  const definitions = await standingRules(tx, ctx, member);
  const at = presentOf(member, ctx.now);
  return { programId: head.programId, at, lifecycle, facts, definitions, nextWakeAt, armedUntil, markedBy };
}

/**
 * The rules by which a member stands. From an import of history on until they are advanced, these are no revision's:
 * then the present ones, which know every version that a run may go by.
 */
async function standingRules(
  tx: Tx,
  { definitions }: Context,
  { head: { programId }, lifecycle }: LoadedMember,
): Promise<Definitions> {
  const [rules] =
    lifecycle.revision === 0
      ? [await definitions.current(tx, programId)]
      : await definitions.since(tx, programId, lifecycle);
  if (!rules) throw new Error(`program ${programId} has published nothing`);
  return rules;
}

interface Decided {
  readonly advanced: readonly AdvancedMember[];
  readonly failures: readonly Failure[];
}

async function decide(
  tx: Tx,
  ctx: Context,
  programId: string,
  members: readonly LoadedMember[],
): Promise<Decided> {
  const publications = new Map<number, readonly Definitions[]>();
  for (const [revision, same] of Map.groupBy(members, ({ lifecycle }) => lifecycle.revision)) {
    const at = instantOf(Math.min(...same.map(({ lifecycle }) => lifecycle.at)));
    publications.set(revision, await ctx.definitions.since(tx, programId, { revision, at }));
  }
  const rulesOf = ({ lifecycle }: LoadedMember) => publications.get(lifecycle.revision) ?? [];
  const refolded = members.filter((member) => needsHistory(member, rulesOf(member)));
  const histories = await loadHistories(
    tx,
    refolded.map(({ head }) => head.memberId),
  );
  const advanced: AdvancedMember[] = [];
  const failures: Failure[] = [];
  for (const member of members) {
    const { memberId } = member.head;
    try {
      advanced.push(advanceOne(member, rulesOf(member), histories.get(memberId) ?? [], ctx.now));
    } catch (error) {
      failures.push({ memberId, cause: causeOf(error) });
    }
  }
  return { advanced, failures };
}

async function save(
  tx: Tx,
  programId: string,
  advanced: readonly AdvancedMember[],
): Promise<readonly Standing[]> {
  const wakes = new Map((await saveAdvanced(tx, programId, advanced)).map((wake) => [wake.memberId, wake]));
  return advanced.map(({ member: { markedBy }, end, at, definitions, advanced: { lifecycle } }) => {
    const wake = wakes.get(end.memberId);
    if (wake === undefined) throw new Error(`member ${end.memberId} has no lifecycle`);
    const { nextWakeAt, armedUntil } = wake;
    return { programId, at, lifecycle, facts: end.facts, definitions, nextWakeAt, armedUntil, markedBy };
  });
}
