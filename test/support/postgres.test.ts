import { expect, it } from 'vitest';
import { withClient } from '../../src/db/provision.ts';
import { createTestDatabase, withDatabase } from './postgres.ts';

const database = withDatabase();

it('gives the owner and the application a migrated database', async () => {
  for (const url of [database().ownerUrl, database().appUrl]) {
    const { rows } = await withClient(url, (client) =>
      client.query(`select to_regclass('member')::text as member, current_database() as name`),
    );
    expect(rows).toEqual([{ member: 'member', name: database().name }]);
  }
});

it('does not let the application change the schema', async () => {
  await expect(
    withClient(database().appUrl, (client) => client.query('create table intruder (id int)')),
  ).rejects.toThrow(/permission denied/);
});

it('drops a database that still has connections, and keeps tests apart', async () => {
  const other = await createTestDatabase();
  expect(other.name).not.toBe(database().name);
  await expect(
    withClient(other.ownerUrl, async (client) => {
      client.on('error', () => undefined);
      await other.drop();
      return client.query('select 1');
    }),
  ).rejects.toThrow();
});
