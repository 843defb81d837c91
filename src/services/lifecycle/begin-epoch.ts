import type { Database } from '../../db/database.ts';
import type { Context } from '../context.ts';
import { renewEpoch, type DatabaseEpoch } from './database-epoch.ts';
import { forgetArming } from './forget-arming.ts';

/** The name that a copy of the database got, and how many workflows start anew when workers do. */
export interface BegunEpoch extends DatabaseEpoch {
  readonly waking: number;
}

/**
 * Has a restored copy of the database begin its own life, before workers start: it gets another name, and what workflows
 * were told is forgotten. `owned` is the same database as the role that owns the schema.
 */
export async function beginEpoch(owned: Database, ctx: Context): Promise<BegunEpoch> {
  const epoch = await renewEpoch(owned, ctx);
  let waking = 0;
  for await (const page of forgetArming(ctx)) waking += page.length;
  return { ...epoch, waking };
}
