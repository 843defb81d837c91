import { describe, expect, it } from 'vitest';
import { DEMO_ACTOR } from '../../src/demo/demo-state.ts';
import { generateMember, type DemoMember } from '../../src/demo/generate-member.ts';
import { DemoMailRefused, guardDemoMail } from '../../src/demo/mail-guard.ts';
import { seedDemo, type SeededDemo } from '../../src/demo/seed-demo.ts';
import { at, BERLIN } from '../../src/domain/values/instant.fixture.ts';
import { DAY_MS, instantOf, type Clock } from '../../src/domain/values/instant.ts';
import { advanceMarked } from '../../src/services/lifecycle/advance-members.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { withDatabase } from '../support/postgres.ts';

const MEMBERS = 45;
const LOCAL = 'smtp://127.0.0.1:1025';
const ABROAD = 'smtp://mail.example.com';

const database = withDatabase();

const NOON = at('2026-11-22T12:00:00Z');
let looked = 0;

/** Runs on by a second with each look, in this file as a whole, and stops working after `looks`. */
function clockFor(looks = Infinity): Clock {
  const last = looked + looks;
  return {
    now() {
      looked += 1;
      if (looked > last) throw new Error('interrupted');
      return instantOf(NOON + looked * 1000);
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

function membersOfTheDay(): readonly DemoMember[] {
  const end = at('2026-11-22T00:00:00+01:00');
  const setting = { seed: 'corner-coffee', end, zone: BERLIN, currency: 'EUR' };
  return Array.from({ length: MEMBERS }, (_, index) => generateMember(setting, index + 1));
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

  it('offers something to those who agreed to it and have not come for 45 days, and to nobody else', async () => {
    const { db } = database();
    const clock = clockFor();
    const context = { db, definitions: createDefinitionsStore(), actor: DEMO_ACTOR };
    while ((await advanceMarked({ ...context, now: clock.now() }, MEMBERS)).length > 0);
    const planned = await db
      .selectFrom('message')
      .innerJoin('member', 'member.id', 'message.member_id')
      .select(['external_id', 'journey_id', 'status'])
      .orderBy('external_id')
      .execute();
    const awaySince = clock.now() - 45 * DAY_MS;
    const away = membersOfTheDay()
      .filter(({ purchases, wantsOffers }) => wantsOffers && (purchases.at(-1)?.at ?? 0) <= awaySince)
      .map(({ externalId }) => ({ external_id: externalId, journey_id: 'winback', status: 'planned' }));
    expect(away.length).toBeGreaterThan(0);
    expect(planned).toEqual(away);
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
