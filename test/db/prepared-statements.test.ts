import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { withDatabase } from '../support/postgres.ts';

const database = withDatabase();

it('a statement is planned once per connection, whatever its parameters', async () => {
  const db = openDatabase(database().appUrl, { connectionsMax: 1 });
  for (const id of ['one', 'two', 'three']) {
    await db.selectFrom('program').select('revision').where('id', '=', id).execute();
  }
  const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db);
  await db.destroy();
  expect(rows).toHaveLength(1);
  expect(rows[0]?.statement).toContain('"program"');
});

it('a statement whose columns a migration has changed fails once at most, and then answers again', async () => {
  const owner = openDatabase(database().ownerUrl, { connectionsMax: 1 });
  const db = openDatabase(database().appUrl, { connectionsMax: 1 });
  const ask = () => db.selectFrom('program').selectAll().where('revision', '>=', 0).limit(1).execute();
  await ask();
  await sql`alter table program add column motto text`.execute(owner);
  await expect(ask()).rejects.toMatchObject({ code: '0A000' });
  await expect(ask()).resolves.toEqual([]);
  await Promise.all([owner.destroy(), db.destroy()]);
});

it('an update finds its rows by key, also when it was planned while the table was empty', async () => {
  const db = openDatabase(database().appUrl, { connectionsMax: 1 });
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain (generic_plan) update member_facts f set last_seq = n.last_seq
    from unnest($1::uuid[], $2::bigint[]) as n (member_id, last_seq) where f.member_id = n.member_id`.execute(
    db,
  );
  await db.destroy();
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('Index Scan using member_facts_pkey');
});
