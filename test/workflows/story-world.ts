import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { timestamp } from '../../src/db/timestamp.ts';
import type { MemberEvent } from '../../src/domain/event/member-event.ts';
import type { Story, StoryEvent } from '../../src/domain/simulation/story.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import type { Instant } from '../../src/domain/values/instant.ts';
import type { ProgramFolder } from '../../src/schemas/files/program-folder.ts';
import type { Context } from '../../src/services/context.ts';
import { horizonFrom } from '../../src/services/lifecycle/horizon.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { startMailSink, type MailSink } from '../support/mail-sink.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { timeSkippingEnvironment, workflowBundle } from '../support/temporal.ts';
import type { ServerClock } from './server-clock.ts';
import { enrol, logOf, record } from './story-steps.ts';
import {
  clockOf,
  serverTimeMs,
  startWorkerOnServerTime,
  type WorldAddress,
} from './worker-on-server-time.ts';

const QUIET_WITHIN_MS = 20_000;

/** A program that runs on real parts: a PostgreSQL database, the member workflow on a time-skipping server, a mail sink. */
export interface StoryWorld {
  readonly db: Database;
  readonly environment: TestWorkflowEnvironment;
  readonly mails: MailSink;
  readonly address: WorldAddress;
  /** Lets time pass up to an instant of the story, and everything happen that is due by then. */
  readonly reach: (at: Instant) => Promise<void>;
  /** The story's time. */
  readonly now: () => Promise<Instant>;
  /** Enrols a member under a name, whose mail goes to that name at `example.com`. */
  readonly enrol: (story: Pick<Story, 'member' | 'start'>, name?: string) => Promise<Uuid>;
  readonly record: (memberId: Uuid, event: StoryEvent) => Promise<void>;
  readonly logOf: (memberId: Uuid) => Promise<readonly MemberEvent[]>;
  readonly end: () => Promise<void>;
}

export interface StoryWorldOptions {
  readonly program: ProgramFolder;
  /** The story's time when the world begins; the program is published then. */
  readonly start: Instant;
  /** Whether a worker runs in this process; otherwise the test starts its own. */
  readonly hasWorker?: boolean;
}

export async function createStoryWorld(options: StoryWorldOptions): Promise<StoryWorld> {
  const { program, start, hasWorker = true } = options;
  const [database, mails, environment] = await Promise.all([
    createTestDatabase(),
    startMailSink(),
    timeSkippingEnvironment(),
  ]);
  const address: WorldAddress = {
    databaseUrl: database.appUrl,
    temporalAddress: environment.address,
    smtpUrl: mails.url,
    startedAtMs: await serverTimeMs(environment.connection),
    start,
  };
  const clock = clockOf(environment.connection, address);
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
  const worker = hasWorker ? await startWorkerOnServerTime(address, await workflowBundle()) : null;
  return {
    db,
    environment,
    mails,
    address,
    now: clock.refresh,
    reach: async (at) => {
      const now = await clock.refresh();
      if (at > now) await environment.sleep(at - now);
      await quiet(db, clock);
    },
    enrol: async ({ member, start: enrolledAt }, name = 'ada') => {
      const memberId = await enrol(context(enrolledAt), programId, member, name);
      if (hasWorker) await quiet(db, clock);
      return memberId;
    },
    record: async (memberId, event) => {
      await record(context(event.at), programId, memberId, event);
      if (hasWorker) await quiet(db, clock);
    },
    logOf: (memberId) => logOf(db, memberId),
    end: async () => {
      worker?.stop();
      await worker?.stopped;
      await db.destroy();
      await Promise.all([mails.stop(), environment.teardown(), database.drop()]);
    },
  };
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
  await expect.poll(unfinished, { timeout: QUIET_WITHIN_MS, interval: 20 }).toEqual([]);
}
