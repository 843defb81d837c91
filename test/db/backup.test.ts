import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { checkBackup } from '../../src/db/backup/read-backup.ts';
import { loadBackup } from '../../src/db/backup/load-backup.ts';
import { writeBackup } from '../../src/db/backup/write-backup.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { OWNER_ROLE, provisionDatabase, withClient } from '../../src/db/provision.ts';
import { done, journey, mail, upon } from '../../src/domain/journey/journey.fixture.ts';
import { DAY_MS } from '../../src/domain/values/instant.ts';
import { databaseUrl } from '../../src/processes/local/postgres-cluster.ts';
import { verifyLedger } from '../../src/services/ledger/verify-ledger.ts';
import { advanceMarked } from '../../src/services/lifecycle/advance-members.ts';
import { later, START, withCafe } from '../lifecycle/cafe.ts';

const greeted = journey('greeted', upon('visit'), { mail: mail('thanks', 'done'), done });
const cafe = withCafe([greeted]);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'perennial-backup-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function takeBackup(name: string): Promise<string> {
  const file = path.join(folder, name);
  await writeBackup({ ownerUrl: cafe().database.ownerUrl, file, now: START });
  return file;
}

/** An empty database beside the café's, filled with the backup; dropped after the work. */
async function withRestored(file: string, work: (db: Database) => Promise<void>): Promise<void> {
  const cluster = inject('testCluster');
  const name = `${cafe().database.name}_restored`;
  await withClient(cluster.superuserUrl, (superuser) => provisionDatabase(superuser, name));
  const ownerUrl = databaseUrl(OWNER_ROLE, cluster.ownerPassword, cluster.port, name);
  const superuserUrl = new URL(cluster.superuserUrl);
  superuserUrl.pathname = `/${name}`;
  const db = openDatabase(ownerUrl, { connectionsMax: 1 });
  try {
    await loadBackup({ superuserUrl: superuserUrl.href, ownerUrl, file, now: new Date(START) });
    await work(db);
  } finally {
    await db.destroy();
    await withClient(cluster.superuserUrl, (superuser) => superuser.query(`drop database ${name}`));
  }
}

/** A line for each table with the hash of its rows, and where each sequence stands. */
async function everything(db: Database): Promise<readonly string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_tables
    where schemaname = 'public' and tablename not like 'kysely%' order by 1`.execute(db);
  const lines: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ hash: string }>`
      select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash
      from ${sql.table(name)} t`.execute(db);
    lines.push(`${name} ${rows[0]?.hash}`);
  }
  const { rows: sequences } = await sql`select sequencename, last_value from pg_sequences order by 1`.execute(
    db,
  );
  return [...lines, JSON.stringify(sequences)];
}

async function anEventfulDay(): Promise<void> {
  const words = ['ann', 'tab\tand\nnew line', 'back\\slash \\. and \\N', '🌱 ünïcode'];
  for (const [index, name] of words.entries()) {
    const memberId = await cafe().enrol(name);
    await cafe().buys(memberId, later(START, index + 1));
    await cafe().happens(memberId, 'visit', later(START, DAY_MS + index), { says: name });
  }
  await advanceMarked(cafe().ctx(later(START, DAY_MS + 10)), 10);
}

it('what comes back is what was there: every row, every partition, and where the sequences stand', async () => {
  await anEventfulDay();
  const { db, ownerUrl } = cafe().database;
  const owned = openDatabase(ownerUrl, { connectionsMax: 1 });
  const before = await everything(owned);
  const file = await takeBackup('whole');
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  await cafe().enrol('after the backup');
  expect(await everything(owned)).not.toEqual(before);
  await owned.destroy();
  await withRestored(file, async (restored) => {
    expect(await everything(restored)).toEqual(expect.arrayContaining([...before]));
    expect(await verifyLedger(restored)).toMatchObject({ isSound: true });
  });
  expect(await verifyLedger(db)).toMatchObject({ isSound: true });
});

it('a backup is one instant, however much is written while it is taken', async () => {
  const taken = new AbortController();
  const writing = (async () => {
    for (let index = 0; !taken.signal.aborted; index += 1) {
      await cafe().buys(await cafe().enrol(`busy-${index}`), START);
    }
  })();
  const file = await takeBackup('busy').finally(() => taken.abort());
  await writing;
  await withRestored(file, async (restored) => {
    expect(await verifyLedger(restored)).toMatchObject({ isSound: true });
  });
});

it('never writes over a file', async () => {
  const file = await takeBackup('once');
  await expect(takeBackup('once')).rejects.toThrow(/EEXIST/);
  expect(await checkBackup(file)).toMatchObject({ ok: true });
});

async function codeOf(bytes: Uint8Array): Promise<string> {
  const file = path.join(folder, 'harmed');
  await writeFile(file, bytes);
  const checked = await checkBackup(file);
  return checked.ok ? 'accepted' : checked.refusal.code;
}

const packed = (text: string) => gzipSync(Buffer.from(text, 'utf8'));

describe('refuses', () => {
  let whole: string;
  beforeAll(async () => {
    whole = await takeBackup('to-be-harmed');
  });

  const text = async () => gunzipSync(await readFile(whole)).toString('utf8');

  it('a file that is cut off anywhere', async () => {
    const bytes = await readFile(whole);
    for (const share of [0.1, 0.5, 0.9]) {
      expect(await codeOf(bytes.subarray(0, Math.floor(bytes.length * share)))).toBe('damaged_backup');
    }
    const lines = (await text()).split('\n');
    for (const kept of [1, 10, lines.length - 2]) {
      expect(await codeOf(packed(`${lines.slice(0, kept).join('\n')}\n`))).toBe('damaged_backup');
    }
  });

  it('a file in which a byte is another one', async () => {
    const bytes = Uint8Array.from(await readFile(whole));
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
    expect(await codeOf(bytes)).toBe('damaged_backup');
    expect(await codeOf(packed((await text()).replace('ann', 'ana')))).toBe('damaged_backup');
  });

  it('what is no backup, and what a newer program wrote', async () => {
    expect(await codeOf(Buffer.from('select 1;\n'))).toBe('not_a_backup');
    expect(await codeOf(packed('-- PostgreSQL database dump\n'))).toBe('not_a_backup');
    expect(await codeOf(packed(''))).toBe('not_a_backup');
    const [header = '', ...rest] = (await text()).split('\n');
    expect(await codeOf(packed([header.replace('"version":1', '"version":2'), ...rest].join('\n')))).toBe(
      'newer_backup',
    );
  });
});
