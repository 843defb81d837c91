import type { Tx } from '../../db/database.ts';
import { lockMembers } from '../../db/queries/member-lock.ts';
import type { MemberEvent, NewEvent } from '../../domain/event/member-event.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import type { Facts } from '../../domain/lifecycle/facts.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { appended, openLogs, saveLogs } from './member-logs.ts';

export interface AppendEvents {
  /** The rules in force, of the program of all these members. */
  readonly definitions: Definitions;
  readonly now: Instant;
  /** The trace that brings them, as a `traceparent`. */
  readonly markedBy?: string | undefined;
  /** Each member once; their locks are held by this transaction. */
  readonly members: readonly { readonly memberId: Uuid; readonly events: readonly NewEvent[] }[];
}

/** What a member's log has gained. */
export interface AppendedEvents {
  readonly events: readonly MemberEvent[];
  /** The fold at the log's new end. */
  readonly facts: Facts;
}

/**
 * Puts events that the platform itself made at the ends of members' logs, in a handful of statements: gives them
 * sequence and `recordedAt`, folds them into the facts, and marks members for whom something may have to be decided.
 * Events of origin `lifecycle` mark nobody: they are decisions. A member that does not exist is a bug and throws.
 */
export async function appendEvents(
  tx: Tx,
  { definitions, now, members, markedBy }: AppendEvents,
): Promise<Map<Uuid, AppendedEvents>> {
  const heads = await lockMembers(
    tx,
    members.map(({ memberId }) => memberId),
  );
  const logs = await openLogs(tx, definitions, heads);
  for (const { memberId, events } of members) {
    const log = logs.get(memberId);
    if (log === undefined) throw new Error(`there is no member ${memberId}`);
    logs.set(memberId, appended(log, events, { definitions, now, marks: 'as_needed' }));
  }
  await saveLogs(tx, definitions.program.id, logs, now, markedBy);
  return new Map([...logs].map(([id, log]) => [id, { events: log.appended, facts: log.end.facts }]));
}
