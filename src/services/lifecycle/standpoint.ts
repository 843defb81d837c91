import type { Tx } from '../../db/database.ts';
import { upcoming, type Deadline } from '../../domain/lifecycle/upcoming.ts';
import { earliest } from '../../domain/values/earliest.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { Standing } from './advance-locked.ts';
import type { Effect, Standpoint } from './conducted.ts';
import { horizonFrom } from './horizon.ts';

/** What an operator is shown of what is to come. */
const UPCOMING_MAX = 5;

/** What a workflow has to know of where its member stands. */
export async function standpointOf(tx: Tx, standing: Standing): Promise<Standpoint> {
  const { programId, at, lifecycle, definitions } = standing;
  const messages = await openMessages(tx, lifecycle.memberId);
  const deadlines = upcoming(lifecycle, definitions);
  const attempts = messages.map(({ dueAt }) => dueAt).filter((dueAt) => dueAt !== null && dueAt > at);
  const nextWakeAt = earliest([deadlines[0]?.at ?? null, ...attempts]);
  return {
    programId,
    at,
    nextWakeAt: nextWakeAt !== null && nextWakeAt <= horizonFrom(at) ? nextWakeAt : null,
    effects: messages.filter(({ dueAt }) => dueAt !== null && dueAt <= at).map(({ effect }) => effect),
    runs: lifecycle.runs.map(({ journey, journeyVersion, standing: { node, since } }) => ({
      journey,
      journeyVersion,
      node,
      since,
    })),
    upcoming: deadlines
      .slice(0, UPCOMING_MAX)
      .map((deadline) => ({ at: deadline.at, what: inWords(deadline) })),
  };
}

interface OpenMessage {
  readonly effect: Effect;
  /** When it is to be attempted, or when its claim lapses; null while something paused holds it back. */
  readonly dueAt: Instant | null;
}

async function openMessages(tx: Tx, memberId: Uuid): Promise<readonly OpenMessage[]> {
  const rows = await tx
    .selectFrom('message')
    .select(['id', 'journey_id', 'node', 'channel', 'status', 'next_attempt_at', 'lease_until'])
    .where('member_id', '=', memberId)
    .where('status', 'in', ['planned', 'claimed'])
    .orderBy('planned_at')
    .orderBy('id')
    .execute();
  return rows.map(({ id, journey_id: journey, node, channel, status, next_attempt_at, lease_until }) => ({
    effect: { kind: 'message', id, summary: `${journey} / ${node}: ${channel}` },
    dueAt: status === 'claimed' ? lease_until : next_attempt_at,
  }));
}

function inWords({ journey, node }: Deadline): string {
  return node === null ? `\`${journey}\` looks whether to begin` : `\`${journey}\` moves on from \`${node}\``;
}
