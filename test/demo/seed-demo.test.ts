import { describe, expect, it } from 'vitest';
import { DemoMailRefused, guardDemoMail } from '../../src/demo/mail-guard.ts';
import { seedDemo, type SeededDemo } from '../../src/demo/seed-demo.ts';
import { instantOf, parseInstant, type Clock } from '../../src/domain/values/instant.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { withDatabase } from '../support/postgres.ts';

const MEMBERS = 45;
const LOCAL = 'smtp://127.0.0.1:1025';
const ABROAD = 'smtp://mail.example.com';

const database = withDatabase();

/** Runs on by a second with each look, and stops working after `looks`. */
function clockFor(looks = Infinity): Clock {
  let looked = 0;
  return {
    now() {
      looked += 1;
      if (looked > looks) throw new Error('interrupted');
      return instantOf((parseInstant('2026-11-22T10:00:00Z') ?? 0) + looked * 1000);
    },
  };
}

async function seed(smtpUrl: string, clock = clockFor()): Promise<SeededDemo> {
  return seedDemo({
    db: database().db,
    definitions: createDefinitionsStore(),
    clock,
    smtpUrl,
    members: MEMBERS,
  });
}

async function count(table: 'program' | 'member' | 'decision' | 'message'): Promise<number> {
  const row = await database()
    .db.selectFrom(table)
    .select((e) => e.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow();
  return row.rows;
}

describe('the demo', () => {
  it('is not made when its mail would leave the machine', async () => {
    await expect(seed(ABROAD)).rejects.toBeInstanceOf(DemoMailRefused);
    expect(await count('program')).toBe(0);
  });

  it('is finished by the next start when it was interrupted', async () => {
    await expect(seed(LOCAL, clockFor(4))).rejects.toThrow('interrupted');
    expect(await count('member')).toBeLessThan(MEMBERS);
    const seeded = await seed(LOCAL);
    expect(seeded).toMatchObject({ kind: 'seeded', members: MEMBERS });
    expect(await count('member')).toBe(MEMBERS);
  });

  it('records each purchase of a member once, with its points', async () => {
    const { db } = database();
    const purchases = await db
      .selectFrom('member_event')
      .select('id')
      .where('type', '=', 'purchase')
      .execute();
    const awards = await db
      .selectFrom('ledger_transaction')
      .select('id')
      .where('kind', '=', 'award')
      .execute();
    expect(purchases.length).toBeGreaterThan(MEMBERS * 20);
    expect(new Set(purchases.map(({ id }) => id)).size).toBe(purchases.length);
    expect(awards.length).toBe(purchases.length);
  });

  it('has decided nothing for the past, and has everybody looked at', async () => {
    expect(await count('decision')).toBe(0);
    expect(await count('message')).toBe(0);
    const unmarked = await database()
      .db.selectFrom('lifecycle')
      .select('member_id')
      .where('needs_advance_since', 'is', null)
      .execute();
    expect(unmarked).toEqual([]);
  });

  it('is left alone by the next start', async () => {
    expect(await seed(LOCAL)).toEqual({ kind: 'not_empty' });
    expect(await count('member')).toBe(MEMBERS);
  });

  it('keeps processes from sending its mail through a server elsewhere', async () => {
    await expect(guardDemoMail(database().db, ABROAD)).rejects.toBeInstanceOf(DemoMailRefused);
    await guardDemoMail(database().db, LOCAL);
  });
});
