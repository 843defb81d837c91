import { afterAll, beforeAll } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import type { IncomingEvent } from '../../src/domain/event/incoming-event.ts';
import type { Program } from '../../src/domain/program/program.ts';
import { UTC } from '../../src/domain/values/calendar.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { at, duration } from '../../src/domain/values/instant.fixture.ts';
import { instantOf } from '../../src/domain/values/instant.ts';
import type { Instant } from '../../src/domain/values/instant.ts';
import type { JsonObject } from '../../src/domain/values/json.ts';
import type { JourneyDraft } from '../../src/schemas/files/program-folder.ts';
import type { Context } from '../../src/services/context.ts';
import { enrolMembers, type EnrolMember } from '../../src/services/member/enrol-members.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { memberIdsOf, valueOf } from '../support/answers.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { stateHash } from '../support/state-hash.ts';

export const PROGRAM = 'corner-coffee';
export const NOW = at('2026-11-22T10:00:00Z');

/** One bean per euro, pending for 14 days and gone a year later; one status point per euro; a bonus for big orders. */
export const program: Program = {
  id: PROGRAM,
  currency: 'EUR',
  zone: UTC,
  wallets: {
    beans: {
      kind: 'redeemable',
      pendingFor: duration('P14D'),
      expiry: { kind: 'rolling', duration: duration('P12M'), roundedTo: 'month' },
    },
    status: { kind: 'qualifying', pendingFor: null, expiry: { kind: 'everyYear', monthDay: '12-31' } },
  },
  attributes: { birthday: 'date', favouriteStore: 'text' },
  topics: ['offers'],
  earn: [
    {
      id: 'base',
      upon: { type: 'purchase', where: [] },
      who: null,
      award: [
        { kind: 'perAmount', wallet: 'beans', points: 1, minor: 100, basis: 'net', rounding: 'down' },
        { kind: 'perAmount', wallet: 'status', points: 1, minor: 100, basis: 'net', rounding: 'down' },
      ],
    },
    {
      id: 'big-order',
      upon: {
        type: 'purchase',
        where: [{ kind: 'value', path: 'total.amountMinor', test: { atLeast: 5_000 } }],
      },
      who: null,
      award: [{ kind: 'fixed', wallet: 'beans', points: 25 }],
    },
  ],
};

const winback: JourneyDraft = {
  id: 'winback',
  entry: {
    by: {
      kind: 'when',
      condition: {
        kind: 'age',
        of: { types: ['purchase'] },
        test: { atLeast: { months: 0, days: 45, milliseconds: 0 } },
        never: 'fails',
      },
    },
    who: null,
    reentry: { kind: 'never' },
    audienceAtLaunch: 'both',
  },
  exits: [],
  topic: 'offers',
  start: 'done',
  nodes: { done: { kind: 'exit', reason: 'finished', outcome: 'neutral' } },
};

/** A database of its own with the program applied, seen by the application's role. */
export interface Shop {
  readonly database: TestDatabase;
  readonly db: Database;
  /** The verbs' context at an instant. */
  readonly ctx: (now?: Instant) => Context;
  /** Enrols members with these external ids; answers their ids in the same order. */
  readonly enrol: (externalIds: readonly string[], member?: Partial<EnrolMember>) => Promise<readonly Uuid[]>;
  /** The text of every row that tells of members, in a fixed order: equal when nothing changed. */
  readonly stateHash: () => Promise<string>;
}

/** For one test file. The answered function may be called inside tests and hooks only. */
export function withShop(): () => Shop {
  let shop: Shop | null = null;
  let close: (() => Promise<void>) | null = null;
  beforeAll(async () => {
    const database = await createTestDatabase();
    const db = openDatabase(database.appUrl, { connectionsMax: 16 });
    close = async () => {
      await db.destroy();
      await database.drop();
    };
    shop = await open(database, db);
  });
  afterAll(() => close?.());
  return () => {
    if (shop === null) throw new Error('the shop exists only inside tests and hooks');
    return shop;
  };
}

export function later(instant: Instant, milliseconds: number): Instant {
  return instantOf(instant + milliseconds);
}

let sequence = 0;

/** A purchase of 12.50 € by `ann` an hour before `NOW`, with an id of its own, unless told otherwise. */
export function purchase(
  given: Partial<Omit<IncomingEvent, 'data'>> & { readonly minor?: number; readonly data?: JsonObject } = {},
): IncomingEvent {
  const { minor = 1_250, data = {}, ...rest } = given;
  sequence += 1;
  return {
    externalId: `order-${sequence}`,
    source: 'till',
    type: 'purchase',
    member: { externalId: 'ann' },
    occurredAt: later(NOW, -3_600_000),
    ...rest,
    data: { orderId: `order-${sequence}`, total: { amountMinor: minor, currency: 'EUR' }, ...data },
  };
}

async function open(database: TestDatabase, db: Database): Promise<Shop> {
  const definitions = createDefinitionsStore();
  const ctx = (now = NOW): Context => ({
    db,
    definitions,
    now,
    actor: { kind: 'operator', name: 'test' },
  });
  const folder = {
    program: { definition: program, source: '' },
    journeys: [{ definition: winback, source: '' }],
    templates: [],
  };
  valueOf(await applyProgram(ctx(at('2026-01-01T00:00:00Z')), folder));
  return {
    database,
    db,
    ctx,
    enrol: async (externalIds, member = {}) => {
      const items = await enrolMembers(
        ctx(),
        PROGRAM,
        externalIds.map((externalId) => ({ enrolledAt: at('2026-02-01T00:00:00Z'), ...member, externalId })),
      );
      return memberIdsOf(items);
    },
    stateHash: () => stateHash(db),
  };
}
