import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { sql } from 'kysely';
import type { ParsedMail } from 'mailparser';
import { expect, vi } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { timestamp } from '../../src/db/timestamp.ts';
import type { Story, StoryEvent } from '../../src/domain/simulation/story.ts';
import { traceOf, type TraceLine } from '../../src/domain/simulation/trace.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import type { Instant } from '../../src/domain/values/instant.ts';
import type { ProgramFolder } from '../../src/schemas/files/program-folder.ts';
import type { Context } from '../../src/services/context.ts';
import { expirePoints } from '../../src/services/ledger/expire-points.ts';
import { horizonFrom } from '../../src/services/lifecycle/horizon.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { startMailSink } from '../support/mail-sink.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { timeSkippingEnvironment, workflowBundle } from '../support/temporal.ts';
import { startRealWorker } from './real-worker.ts';
import { createServerClock, type ServerClock } from './server-clock.ts';
import { enrol, logOf, record } from './story-steps.ts';

const QUIET_WITHIN_MS = 20_000;
const SETTLED_MEMBERS_MAX = 100;

/** A program that runs on real parts: a PostgreSQL database, the member workflow on a time-skipping server, a mail sink. */
export interface StoryWorld {
  /** Mails that arrived so far for the member of a story. */
  readonly mailsTo: (story: Story) => readonly ParsedMail[];
  /** Lets time pass up to an instant, and everything happen that is due by then. */
  readonly reach: (at: Instant) => Promise<void>;
  /** Enrols a story's member, whose mail goes to the story's name at `example.com`. */
  readonly enrol: (story: Story) => Promise<Uuid>;
  readonly record: (memberId: Uuid, event: StoryEvent) => Promise<void>;
  readonly traceOf: (memberId: Uuid) => Promise<readonly TraceLine[]>;
  readonly end: () => Promise<void>;
}

/** A world whose clock shows `start`, and in which the program has just been published. */
export async function createStoryWorld(program: ProgramFolder, start: Instant): Promise<StoryWorld> {
  const [database, mails, environment] = await Promise.all([
    createTestDatabase(),
    startMailSink(),
    timeSkippingEnvironment(),
  ]);
  const clock = await createServerClock(environment, start);
  const db = openDatabase(database.appUrl);
  const definitions = createDefinitionsStore();
  const context = (now: Instant): Context => ({
    db,
    definitions,
    now,
    actor: { kind: 'system', name: 'story' },
  });
  const programId = program.program.definition.id;
  expect(await applyProgram(context(start), program)).toMatchObject({ ok: true });
  const worker = await startRealWorker(
    {
      databaseUrl: database.appUrl,
      temporalAddress: environment.address,
      temporalNamespace: 'default',
      smtpUrl: mails.url,
    },
    await workflowBundle(),
    { clock, activityInterceptors: [clock.interceptor] },
  );
  return {
    mailsTo: ({ name }) =>
      mails.received().filter(({ to }) => [to].flat()[0]?.text === `${name}@example.com`),
    reach: async (at) => {
      for (let due = await nextLot(db, at); due !== null; due = await nextLot(db, at)) {
        await sleepUntil(environment, clock, due);
        await quiet(db, clock);
        await expirePoints(context(due), { membersMax: SETTLED_MEMBERS_MAX, after: null });
      }
      await sleepUntil(environment, clock, at);
      await quiet(db, clock);
    },
    enrol: async ({ name, member, start: enrolledAt }) => {
      const memberId = await enrol(context(enrolledAt), programId, member, name);
      await quiet(db, clock);
      return memberId;
    },
    record: async (memberId, event) => {
      await record(context(event.at), programId, memberId, event);
      await quiet(db, clock);
    },
    traceOf: async (memberId) => traceOf(await logOf(db, memberId)),
    end: async () => {
      worker.stop();
      await worker.stopped;
      await db.destroy();
      await Promise.all([mails.stop(), environment.teardown(), database.drop()]);
    },
  };
}

/** Only here does the server's time jump; it does not while a worker is at work. */
async function sleepUntil(
  environment: TestWorkflowEnvironment,
  clock: ServerClock,
  at: Instant,
): Promise<void> {
  const now = await clock.refresh();
  if (at > now) await environment.sleep(at - now);
}

/** Waits until nothing is due that was not done, and every workflow knows its next wake. */
async function quiet(db: Database, clock: ServerClock): Promise<void> {
  const unfinished = async () => {
    const now = await clock.refresh();
    return db
      .selectFrom('lifecycle')
      .select(['member_id', 'next_wake_at', 'armed_until'])
      .where((eb) =>
        eb.or([
          eb('needs_advance_since', 'is not', null),
          eb('next_wake_at', '<=', timestamp(now)),
          sql<boolean>`next_wake_at <= ${timestamp(horizonFrom(now))} and
            (armed_until is null or next_wake_at < armed_until)`,
        ]),
      )
      .execute();
  };
  await vi.waitFor(async () => expect(await unfinished()).toEqual([]), {
    timeout: QUIET_WITHIN_MS,
    interval: 20,
  });
}

/** The next instant up to `until` at which points vest or expire: the time-skipping server has no schedules. */
async function nextLot(db: Database, until: Instant): Promise<Instant | null> {
  const { rows } = await sql<{ due: Instant | null }>`
    select min(case when vested then expires_at else least(vests_at, expires_at) end) as due
    from lot where remaining > 0`.execute(db);
  const due = rows[0]?.due ?? null;
  return due !== null && due <= until ? due : null;
}
