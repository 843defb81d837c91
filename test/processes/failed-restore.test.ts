import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkBackup } from '../../src/db/backup/read-backup.ts';
import { writeBackup } from '../../src/db/backup/write-backup.ts';
import { withClient } from '../../src/db/provision.ts';
import { backUpLocal } from '../../src/processes/local/backup.ts';
import { withDatabaseServer } from '../../src/processes/local/database-server.ts';
import { restoreLocal } from '../../src/processes/local/restore.ts';
import { readLocalSettings, type LocalSettings } from '../../src/processes/local/settings.ts';
import { START, withCafe } from '../lifecycle/cafe.ts';
import { prepareLocalSystem, type LocalSystem } from './local-system.ts';

const cafe = withCafe([]);

let system: LocalSystem;
let settings: LocalSettings;
beforeAll(async () => {
  system = await prepareLocalSystem();
  settings = readLocalSettings(system.env);
});
afterAll(() => system.remove());

/** The installation's databases but PostgreSQL's own. */
async function databases(): Promise<readonly string[]> {
  return withDatabaseServer(settings, ({ superuserUrl }) =>
    withClient(superuserUrl('postgres'), async (client) => {
      const { rows } = await client.query<{ datname: string }>(
        `select datname from pg_database where datname like 'perennial%' order by 1`,
      );
      return rows.map(({ datname }) => datname);
    }),
  );
}

it('a restore that fails half-way leaves nothing behind that takes up room', async () => {
  const file = path.join(system.home, 'whole.backup.gz');
  await writeBackup({ ownerUrl: cafe().database.ownerUrl, file, now: START });
  const restored = restoreLocal(settings, {
    file,
    clock: { now: () => START },
    actor: { kind: 'system', name: 'test' },
    onTable: (table) => {
      if (table === 'member_event') throw new Error('no space left on the device');
    },
  });
  await expect(restored).rejects.toThrow('no space left');
  expect(await databases()).toEqual(['perennial']);
});

it('of two backups into one file, at the same time, one is taken, and is whole', async () => {
  await cafe().enrol('ann');
  const file = path.join(system.home, 'both.backup.gz');
  const { ownerUrl, appUrl: url } = cafe().database;
  const given = { ...settings.given, database: { url, ownerUrl } };
  const take = () =>
    backUpLocal(
      { ...settings, given },
      { file, now: START, runningOwnerUrl: () => ownerUrl, onTable: () => undefined },
    );
  const taken = await Promise.allSettled([take(), take()]);
  expect(taken.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(taken).toContainEqual(
    expect.objectContaining({ reason: expect.objectContaining({ code: 'EEXIST' }) }),
  );
  expect(await checkBackup(file)).toMatchObject({ ok: true });
});
