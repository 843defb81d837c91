import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { sql } from 'kysely';
import { pino } from 'pino';
import { expect } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { timestamp } from '../../src/db/timestamp.ts';
import type { MemberEvent } from '../../src/domain/event/member-event.ts';
import { formatInstant, type Instant } from '../../src/domain/values/instant.ts';
import type { Story, StoryEvent } from '../../src/domain/simulation/story.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import type { JsonObject } from '../../src/domain/values/json.ts';
import type { ProgramFolder } from '../../src/schemas/files/program-folder.ts';
import type { Context } from '../../src/services/context.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { storedEvent } from '../../src/services/event/stored-events.ts';
import { horizonFrom } from '../../src/services/lifecycle/horizon.ts';
import { enrolMembers } from '../../src/services/member/enrol-members.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { installRuntime } from '../../src/temporal/runtime.ts';
import { startWorkerProcess } from '../../workers/worker-process.ts';
import { startMailSink, type MailSink } from '../support/mail-sink.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { timeSkippingEnvironment, workflowBundle } from '../support/temporal.ts';
import { createServerClock, type ServerClock } from './server-clock.ts';

const QUIET_WITHIN_MS = 20_000;

const silent = pino({ level: 'silent' });
installRuntime(silent);

/** A program that runs on real parts: a PostgreSQL database, the member workflow on a time-skipping server, a mail sink. */
export interface StoryWorld {
  readonly db: Database;
  readonly environment: TestWorkflowEnvironment;
  readonly mails: MailSink;
  /** Lets time pass up to an instant of the story, and everything happen that is due by then. */
  readonly reach: (at: Instant) => Promise<void>;
  readonly enrol: (story: Pick<Story, 'member' | 'start'>) => Promise<Uuid>;
  readonly record: (memberId: Uuid, event: StoryEvent) => Promise<void>;
  readonly logOf: (memberId: Uuid) => Promise<readonly MemberEvent[]>;
  readonly end: () => Promise<void>;
}

export interface StoryWorldOptions {
  readonly program: ProgramFolder;
  /** The story's time when the world begins; the program is published then. */
  readonly start: Instant;
}

export async function createStoryWorld({ program, start }: StoryWorldOptions): Promise<StoryWorld> {
  const [database, mails, environment] = await Promise.all([
    createTestDatabase(),
    startMailSink(),
    timeSkippingEnvironment(),
  ]);
  const clock = createServerClock(
    () => environment.currentTimeMs(),
    await environment.currentTimeMs(),
    start,
  );
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
  const worker = await startWorkerProcess({
    databaseUrl: database.appUrl,
    temporalAddress: environment.address,
    temporalNamespace: 'default',
    smtpUrl: mails.url,
    mailFrom: 'Corner Coffee <hello@example.com>',
    publicUrl: 'http://localhost:3000',
    sendingPerSecond: 1_000,
    nudgesPerSecond: 1_000,
    schedules: false,
    workflowBundle: await workflowBundle(),
    clock,
    logger: silent,
    activityInterceptors: [clock.interceptor],
  });
  return {
    db,
    environment,
    mails,
    reach: async (at) => {
      const now = await clock.refresh();
      if (at > now) await environment.sleep(at - now);
      await quiet(db, clock);
    },
    enrol: async ({ member, start: enrolledAt }) => {
      const memberId = await enrol(context(enrolledAt), programId, member);
      await quiet(db, clock);
      return memberId;
    },
    record: async (memberId, event) => {
      await record(context(event.at), programId, memberId, event);
      await quiet(db, clock);
    },
    logOf: (memberId) => logOf(db, memberId),
    end: async () => {
      worker.stop();
      await worker.stopped;
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
          sql<boolean>`next_wake_at <= ${formatInstant(horizonFrom(now))} and
            (armed_until is null or next_wake_at < armed_until)`,
        ]),
      )
      .execute();
  };
  await expect.poll(unfinished, { timeout: QUIET_WITHIN_MS, interval: 20 }).toEqual([]);
}

async function enrol(ctx: Context, programId: string, member: Story['member']): Promise<Uuid> {
  const { zone, locale, attributes, reachable, consents } = member;
  const [item] = await enrolMembers(ctx, programId, [
    {
      externalId: 'ada',
      email: reachable.includes('email') ? 'ada@example.com' : undefined,
      phone: reachable.includes('sms') ? '+4930123456' : undefined,
      timezone: zone ?? undefined,
      locale: locale ?? undefined,
      attributes,
      consents: consents.map(({ topic, channel }) => ({ topic, channel, basis: 'story', textVersion: '1' })),
    },
  ]);
  if (item?.status !== 'enrolled') throw new Error(JSON.stringify(item));
  return item.memberId;
}

async function record(ctx: Context, programId: string, memberId: Uuid, event: StoryEvent): Promise<void> {
  const { at: occurredAt, type, data } = event;
  const isResponse = type === 'message_opened' || type === 'message_clicked';
  const incoming = {
    externalId: `${type} ${occurredAt}`,
    source: 'story',
    type,
    member: { id: memberId },
    occurredAt,
    data: isResponse ? await responseData(ctx.db, memberId, event) : data,
  };
  const [item] = await recordEvents(ctx, programId, [incoming]);
  if (item?.status !== 'recorded') throw new Error(JSON.stringify(item));
}

/** A story says where a message came from, a mail provider says which it was. */
async function responseData(db: Database, memberId: Uuid, { data }: StoryEvent): Promise<JsonObject> {
  const { journey, node, ...rest } = data;
  if (typeof journey !== 'string' || typeof node !== 'string') throw new TypeError('which message?');
  const { id } = await db
    .selectFrom('message')
    .select('id')
    .where('member_id', '=', memberId)
    .where('journey_id', '=', journey)
    .where('node', '=', node)
    .orderBy('planned_at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return { ...rest, messageId: id };
}

async function logOf(db: Database, memberId: Uuid): Promise<readonly MemberEvent[]> {
  const rows = await db
    .selectFrom('member_event')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('seq')
    .execute();
  return rows.map(storedEvent);
}
