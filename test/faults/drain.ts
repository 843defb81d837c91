import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Installation } from './installation.ts';

/** A claim lapses after 30 s, and a workflow that lost its answer asks again within a minute. */
const AT_REST_WITHIN_MS = 150_000;
const LOOK_EVERY_MS = 500;
/** The schedule looks after members once a minute; the tests are in more of a hurry. */
const RECONCILE_EVERY_LOOKS = 6;

/** Waits until nothing is left to decide, to send or to wait for. All parts run, and nothing comes in. */
export async function drain(installation: Installation): Promise<void> {
  let looks = 0;
  const unfinished = async () => {
    looks += 1;
    if (looks % RECONCILE_EVERY_LOOKS === 0) await installation.reconcileSoon();
    const { rows } = await sql<{ members: number; messages: number; runs: number }>`
      select
        (select count(*) from lifecycle where needs_advance_since is not null or next_wake_at is not null) as members,
        (select count(*) from message where status in ('planned', 'claimed')) as messages,
        (select count(*) from run where status = 'open') as runs`.execute(installation.db);
    return rows;
  };
  await expect
    .poll(unfinished, { timeout: AT_REST_WITHIN_MS, interval: LOOK_EVERY_MS })
    .toEqual([{ members: 0, messages: 0, runs: 0 }]);
}
