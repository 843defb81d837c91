import type { Client } from 'pg';
import type { BackupHeader } from '../../schemas/stored/backup.ts';

/** What of a database a backup holds: all rows of all tables but the migrations' own, and where its sequences stand. */
export type Stored = Pick<BackupHeader, 'migration' | 'epoch' | 'months' | 'tables' | 'sequences'>;

/** Reads what there is from the catalog, so that no new table is ever forgotten. */
export async function readStored(client: Client): Promise<Stored> {
  return {
    migration: await single(client, 'select name from kysely_migration order by name desc limit 1'),
    epoch: await single(client, 'select epoch::text from database_epoch'),
    months: await texts(client, MONTHS),
    tables: await tables(client),
    sequences: await sequences(client),
  };
}

/** Rows are copied from partitioned tables as a whole; kysely keeps which migrations ran, which is not data. */
async function tables(client: Client): Promise<BackupHeader['tables']> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(`
    select c.relname::text as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not like 'kysely\\_%'
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by c.relname order by c.relname`);
  return rows;
}

async function sequences(client: Client): Promise<BackupHeader['sequences']> {
  const { rows } = await client.query<{ name: string; last_value: string | null }>(`
    select sequencename::text as name, last_value::text from pg_sequences
    where schemaname = 'public' order by sequencename`);
  return rows.map((row) => ({
    name: row.name,
    lastValue: row.last_value === null ? null : Number(row.last_value),
  }));
}

/** Partitions are named for their month: `member_event_2026_11`. */
const MONTHS = `
  select distinct replace(substring(relname from '_(\\d{4}_\\d{2})$'), '_', '-') || '-01' as text
  from pg_class
  where relnamespace = 'public'::regnamespace and relkind = 'r' and relispartition
    and relname ~ '_\\d{4}_\\d{2}$'
  order by 1`;

async function texts(client: Client, query: string): Promise<string[]> {
  const { rows } = await client.query<string[]>({ text: query, rowMode: 'array' });
  return rows.map(([text]) => text ?? '');
}

async function single(client: Client, query: string): Promise<string> {
  const [only] = await texts(client, query);
  if (only === undefined) throw new Error(`no row: ${query}`);
  return only;
}
