import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { withClient } from '../src/db/provision.ts';
import type { Bench } from './bench.ts';
import { ownCpuMs } from './cpu-time.ts';
import { measure } from './measure.ts';
import type { PartResult } from './part.ts';

const CLIENTS = 16;
const WARM_UP_MS = 2_000;
const MEASURED_MS = 10_000;
const DATABASE = 'baseline';

/** The least that a ledger of points needs: a journal with permanent keys, its lines, lots and balances. */
const TABLES = `
  create table journal (id uuid primary key, key text not null unique, member integer not null, at timestamptz not null);
  create table entry (journal uuid not null, line smallint not null, account text not null, amount bigint not null,
    primary key (journal, line));
  create table lot (id uuid primary key, member integer not null, earned bigint not null, remaining bigint not null,
    expires_at timestamptz not null);
  create index lot_member on lot (member, expires_at) where remaining > 0;
  create table balance (member integer primary key, points bigint not null) with (fillfactor = 70);`;

/** One award per transaction, as it is commonly written: six statements through `pg`, 16 clients, minimal tables. */
export async function benchBaseline(bench: Bench): Promise<PartResult> {
  const { superuserUrl, cpuMs } = await bench.cluster();
  const pool = await openTables(superuserUrl, bench.members);
  try {
    await awardFor(pool, WARM_UP_MS, bench.members);
    const clocks = { PostgreSQL: cpuMs, Node: ownCpuMs };
    const measured = await measure(clocks, () => awardFor(pool, MEASURED_MS, bench.members));
    return {
      figures: { perSecond: measured.perSecond },
      rows: [{ label: `${CLIENTS} clients`, measured }],
    };
  } finally {
    await pool.end();
  }
}

async function openTables(superuserUrl: string, members: number): Promise<Pool> {
  await withClient(superuserUrl, (superuser) => superuser.query(`create database ${DATABASE}`));
  const url = new URL(superuserUrl);
  url.pathname = `/${DATABASE}`;
  const pool = new Pool({ connectionString: url.href, max: CLIENTS });
  await pool.query(TABLES);
  await pool.query('insert into balance select member, 0 from generate_series(0, $1::int - 1) as member', [
    members,
  ]);
  await pool.query('analyze');
  return pool;
}

async function awardFor(pool: Pool, milliseconds: number, members: number): Promise<number> {
  const end = performance.now() + milliseconds;
  let awards = 0;
  const client = async () => {
    while (performance.now() < end) {
      await award(pool, Math.floor(Math.random() * members));
      awards += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return awards;
}

async function award(pool: Pool, member: number): Promise<void> {
  const id = randomUUID();
  const client = await pool.connect();
  await client.query('begin');
  await client.query('insert into journal values ($1, $2, $3, now())', [id, `order-${id}`, member]);
  await client.query("insert into entry values ($1, 1, 'member', 12), ($1, 2, 'issued', -12)", [id]);
  await client.query("insert into lot values ($1, $2, 12, 12, now() + interval '1 year')", [id, member]);
  await client.query(
    'insert into balance values ($1, 12) on conflict (member) do update set points = balance.points + 12',
    [member],
  );
  await client.query('commit');
  client.release();
}
