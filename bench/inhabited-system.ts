import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { openDatabase, type Database } from '../src/db/database.ts';
import { recordEvents } from '../src/services/event/record-events.ts';
import { startWholeSystem, type WholeSystem } from '../test/support/whole-system.ts';
import { applyDemo, enrolNewcomers, externalIdOf, PROGRAM, purchaseBy } from './coffee-shop.ts';

const MEMBERS = 10_000;
/** They have bought once, so their workflows sleep until the day of their offer; nothing awaits the others. */
const BUYERS = 1_000;
const READY_WITHIN_MS = 10 * 60_000;
const LOOK_EVERY_MS = 500;

/** The whole system with members, a tenth of whom have a workflow. */
export interface InhabitedSystem {
  readonly system: WholeSystem;
  readonly buyerIds: readonly string[];
  readonly stop: () => Promise<void>;
}

export async function startInhabitedSystem(): Promise<InhabitedSystem> {
  const system = await startWholeSystem({ PERENNIAL_DEMO: 'off' });
  const db = openDatabase(system.databaseUrl);
  const stop = async () => {
    await db.destroy();
    await system.stop();
  };
  try {
    return { system, buyerIds: await settle(db), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function settle(db: Database): Promise<readonly string[]> {
  const ctx = await applyDemo(db);
  const names = Array.from({ length: MEMBERS }, (_, member) => externalIdOf(member));
  const memberIds = await enrolNewcomers(ctx, names, () => false);
  const { now } = ctx();
  await recordEvents(
    ctx(),
    PROGRAM,
    Array.from({ length: BUYERS }, (_, member) => purchaseBy(member, now)),
  );
  const giveUpAt = performance.now() + READY_WITHIN_MS;
  while (!(await areAllAttended(db))) {
    if (performance.now() > giveUpAt) throw new Error('not every workflow was started');
    await pause(LOOK_EVERY_MS);
  }
  return memberIds.slice(0, BUYERS);
}

/** Nobody is marked, and every buyer's workflow was told when to wake. */
async function areAllAttended(db: Database): Promise<boolean> {
  const { rows } = await sql<{ marked: number; armed: number }>`
    select count(*) filter (where needs_advance_since is not null) as marked,
      count(*) filter (where armed_until is not null) as armed
    from lifecycle`.execute(db);
  return rows.every(({ marked, armed }) => marked === 0 && armed === BUYERS);
}
