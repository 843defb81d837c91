import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, it, vi } from 'vitest';
import { checkBackup } from '../../src/db/backup/read-backup.ts';
import { writeBackup } from '../../src/db/backup/write-backup.ts';
import { openDatabase } from '../../src/db/database.ts';
import { START, withCafe } from '../lifecycle/cafe.ts';
import { valueOf } from '../support/answers.ts';

const cafe = withCafe([]);
const POLL = { timeout: 10_000, interval: 20 };

/** Those who wait for a table. */
async function waiting(): Promise<number> {
  const { rows } = await sql`select from pg_locks where not granted and relation is not null`.execute(
    cafe().database.db,
  );
  return rows.length;
}

it('a backup that waits for a migration copies what the migration leaves, whole', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'perennial-backup-'));
  const file = path.join(folder, 'meanwhile');
  const { ownerUrl } = cafe().database;
  await cafe().buys(await cafe().enrol('ann'), START);
  const owned = openDatabase(ownerUrl, { connectionsMax: 1 });
  const backup = await owned.transaction().execute(async (tx) => {
    // Rows that a migration writes anew look, to whoever looked before, as if there were none.
    await sql`alter table member_event alter column data type jsonb using data::jsonb`.execute(tx);
    const written = writeBackup({ ownerUrl, file, now: START });
    await vi.waitFor(async () => expect(await waiting()).toBe(1), POLL);
    return { written };
  });
  await backup.written;
  const { n } = await owned
    .selectFrom('member_event')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  expect(valueOf(await checkBackup(file)).rows['member_event']).toBe(n);
  expect(n).toBeGreaterThan(0);
  await owned.destroy();
  await rm(folder, { recursive: true });
});
