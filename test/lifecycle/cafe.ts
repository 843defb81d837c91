import { afterAll, beforeAll } from 'vitest';
import { done, journey, mail, upon } from '../../src/domain/journey/journey.fixture.ts';
import type { Journey } from '../../src/domain/journey/journey.ts';
import { program, reader } from '../../src/domain/simulation/story.fixture.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { instantOf, type Instant } from '../../src/domain/values/instant.ts';
import type { JsonObject } from '../../src/domain/values/json.ts';
import { readLifecycleMemory } from '../../src/schemas/stored/lifecycle.ts';
import type { Template } from '../../src/schemas/files/program-folder.ts';
import type { Context } from '../../src/services/context.ts';
import { conductMember } from '../../src/services/lifecycle/conduct-member.ts';
import type { Standpoint } from '../../src/services/lifecycle/conducted.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { enrol, record } from '../workflows/story-steps.ts';

export const PROGRAM = program.id;
/** When the program is published. */
export const START = at('2027-01-01');

/** Thanks by mail for every purchase. */
export const thanks = journey(
  'thanks',
  upon('purchase'),
  { mail: mail('thanks', 'done'), done },
  { reentry: { kind: 'always' } },
);

/** A program on a database of its own, and the verbs by which members live through it, without Temporal. */
export interface Cafe {
  readonly database: TestDatabase;
  readonly ctx: (now: Instant) => Context;
  readonly publish: (journeys: readonly Journey[], now: Instant) => Promise<void>;
  /** Enrols someone who agreed to offers by mail. */
  readonly enrol: (name: string, now?: Instant) => Promise<Uuid>;
  readonly buys: (memberId: Uuid, now: Instant) => Promise<void>;
  readonly happens: (memberId: Uuid, type: string, now: Instant, data?: JsonObject) => Promise<void>;
  /** What the member's workflow is told; throws where it is told that the member is unknown or blocked. */
  readonly conduct: (memberId: Uuid, now: Instant) => Promise<Standpoint>;
  readonly rowOf: (memberId: Uuid) => Promise<LifecycleRow>;
}

export interface LifecycleRow {
  readonly revision: number;
  readonly markedAt: Instant | null;
  readonly nextWakeAt: Instant | null;
  readonly armedUntil: Instant | null;
  readonly blockedAt: Instant | null;
  readonly cause: string | null;
}

export function later(instant: Instant, milliseconds: number): Instant {
  return instantOf(instant + milliseconds);
}

const THANKS: Template = { id: 'thanks', subject: 'Thanks', html: '<p>Thanks</p>', text: 'Thanks' };

/** For one test file, with these journeys. The answered function may be called inside tests and hooks only. */
export function withCafe(
  journeys: readonly Journey[],
  templates: readonly Template[] = [THANKS],
): () => Cafe {
  let cafe: Cafe | null = null;
  beforeAll(async () => {
    cafe = open(await createTestDatabase(), templates);
    await cafe.publish(journeys, START);
  });
  afterAll(() => cafe?.database.drop());
  return () => {
    if (cafe === null) throw new Error('the café exists only inside tests and hooks');
    return cafe;
  };
}

function open(database: TestDatabase, templates: readonly Template[]): Cafe {
  const { db } = database;
  const definitions = createDefinitionsStore();
  const ctx = (now: Instant): Context => ({
    db,
    definitions,
    now,
    actor: { kind: 'system', name: 'test' },
  });
  return {
    database,
    ctx,
    publish: async (journeys, now) => {
      const applied = await applyProgram(ctx(now), {
        program: { definition: program, source: '' },
        journeys: journeys.map((definition) => ({ definition, source: '' })),
        templates,
      });
      if (!applied.ok) throw new Error(applied.refusal.detail);
    },
    enrol: (name, now = START) => enrol(ctx(now), PROGRAM, reader, name),
    buys: (memberId, now) =>
      record(ctx(now), PROGRAM, memberId, {
        at: now,
        type: 'purchase',
        data: { orderId: String(now), total: { amountMinor: 450, currency: 'EUR' } },
      }),
    happens: (memberId, type, now, data = {}) => record(ctx(now), PROGRAM, memberId, { at: now, type, data }),
    conduct: async (memberId, now) => {
      const conducted = await conductMember(ctx(now), memberId);
      if (conducted.status !== 'conducted') throw new Error(`the member is ${conducted.status}`);
      return conducted;
    },
    rowOf: async (memberId) => {
      const row = await db
        .selectFrom('lifecycle')
        .selectAll()
        .where('member_id', '=', memberId)
        .executeTakeFirstOrThrow();
      const { revision } = readLifecycleMemory(row.state);
      return {
        revision,
        markedAt: row.needs_advance_since,
        nextWakeAt: row.next_wake_at,
        armedUntil: row.armed_until,
        blockedAt: row.blocked_at,
        cause: row.failure_cause,
      };
    },
  };
}
