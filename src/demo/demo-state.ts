import type { Database } from '../db/database.ts';
import type { Instant } from '../domain/values/instant.ts';
import { actorName } from '../services/audit/append-audit.ts';
import type { Actor } from '../services/context.ts';

/** Who publishes the demo's first revision; what the demo has begun is told by it. */
export const DEMO_ACTOR: Actor = { kind: 'system', name: 'demo' };

/**
 * - `empty`: no program was ever applied.
 * - `unfinished`: the demo was begun at `since` and interrupted.
 * - `demo`: it is all there.
 * - `other`: there are programs, and the demo did not make them.
 */
export type DemoState =
  { readonly kind: 'empty' | 'demo' | 'other' } | { readonly kind: 'unfinished'; readonly since: Instant };

/** The demo publishes twice: first the program, and after the history its journeys. */
const LAST_REVISION = 2;

export async function demoState(db: Database): Promise<DemoState> {
  const programs = await db
    .selectFrom('program')
    .leftJoin('revision', (join) =>
      join.onRef('revision.program_id', '=', 'program.id').on('revision.revision', '=', 1),
    )
    .select(['program.revision', 'program.marked_revision', 'program.created_at', 'revision.actor'])
    .execute();
  if (programs.length === 0) return { kind: 'empty' };
  const demo = programs.find(({ actor }) => actor === actorName(DEMO_ACTOR));
  if (demo === undefined) return { kind: 'other' };
  const isDone = demo.revision >= LAST_REVISION && demo.marked_revision >= demo.revision;
  return isDone ? { kind: 'demo' } : { kind: 'unfinished', since: demo.created_at };
}
