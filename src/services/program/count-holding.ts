import type { Queryable } from '../../db/database.ts';
import type { Condition } from '../../domain/condition/condition.ts';
import { evaluate, watchesOf } from '../../domain/condition/evaluate.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import type { Program } from '../../domain/program/program.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { readFacts } from '../../schemas/stored/lifecycle.ts';
import type { Context } from '../context.ts';

const MEMBERS_PER_PAGE = 1_000;

/**
 * How many members hold all the conditions now. Null when that cannot be told before publishing: a condition counts
 * events that nothing published so far watches, so the facts do not hold them.
 */
export async function countHolding(
  ctx: Context,
  program: Program,
  conditions: readonly Condition[],
): Promise<number | null> {
  const inForce = await ctx.definitions.current(ctx.db, program.id);
  const watches = conditions.flatMap(watchesOf);
  const known = new Set(inForce?.watches.map(({ key }) => key));
  if (watches.some(({ key }) => !known.has(key))) return null;
  const watched = watches.length === 0 ? null : (inForce?.watched ?? null);
  return count(ctx, program, conditions, watched);
}

/** With `watched`, facts that were folded with other watches make the count unknown. */
async function count(
  { db, now }: Context,
  program: Program,
  conditions: readonly Condition[],
  watched: Definitions['watched'] | null,
): Promise<number | null> {
  let holding = 0;
  let after: Uuid | null = null;
  for (;;) {
    const page = await factsAfter(db, program.id, after);
    const last = page.at(-1);
    if (last === undefined) return holding;
    for (const { memberId, facts } of page) {
      if (watched !== null && facts.watched !== watched) return null;
      const moment = { memberId, facts, now, zone: facts.zone ?? program.zone, run: null, event: null };
      if (conditions.every((condition) => evaluate(condition, moment).holds)) holding += 1;
    }
    after = last.memberId;
  }
}

async function factsAfter(db: Queryable, programId: string, after: Uuid | null) {
  let query = db
    .selectFrom('member_facts')
    .select(['member_id', 'facts'])
    .where('program_id', '=', programId)
    .orderBy('member_id')
    .limit(MEMBERS_PER_PAGE);
  if (after !== null) query = query.where('member_id', '>', after);
  const rows = await query.execute();
  return rows.map((row) => ({ memberId: row.member_id, facts: readFacts(row.facts) }));
}
