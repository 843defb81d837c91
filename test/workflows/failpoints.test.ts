import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { ParsedMail } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createScheduleActivities } from '../../src/activities/schedule-activities.ts';
import { openDatabase } from '../../src/db/database.ts';
import { delayFor, done, journey, mail, upon } from '../../src/domain/journey/journey.fixture.ts';
import { buys, program, reader } from '../../src/domain/simulation/story.fixture.ts';
import { traceOf } from '../../src/domain/simulation/trace.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { formatInstant, instantOf, MINUTE_MS } from '../../src/domain/values/instant.ts';
import { systemClock } from '../../src/processes/clock.ts';
import type { Context } from '../../src/services/context.ts';
import { FAILPOINTS, type Failpoint } from '../../src/services/failpoint.ts';
import { advanceMarked } from '../../src/services/lifecycle/advance-members.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { createNudgeMember, type NudgeMember } from '../../src/temporal/nudge-member.ts';
import { startMailSink, type MailSink } from '../support/mail-sink.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { developmentEnvironment, workflowBundle } from '../support/temporal.ts';
import type { FailpointWorker } from './failpoint-worker.ts';
import { startRealWorker, type RealParts } from './real-worker.ts';
import { enrol, logOf, record } from './story-steps.ts';

/** A worker's death is noticed when its task times out, and a claim lapses after 30 s. */
const END_WITHIN_MS = 120_000;

/** Thanks for a purchase by mail: the shortest life with every step in it. */
const thanks = journey(
  'thanks',
  upon('purchase'),
  { mail: mail('thanks', 'rest'), rest: delayFor('PT1S', 'done'), done },
  { reentry: { kind: 'always' } },
);

const folder = {
  program: { definition: program, source: '' },
  journeys: [{ definition: thanks, source: '' }],
  templates: [{ id: 'thanks', subject: 'Thanks', html: '<p>Thanks</p>', text: 'Thanks' }],
};

/** What must be there in the end: how the message ended, and how many mails arrived. */
const ENDS: Readonly<Record<Failpoint, { readonly outcome: string; readonly mails: number }>> = {
  record_before_commit: { outcome: 'message_sent', mails: 1 },
  record_after_commit: { outcome: 'message_sent', mails: 1 },
  advance_before_commit: { outcome: 'message_sent', mails: 1 },
  advance_after_commit: { outcome: 'message_sent', mails: 1 },
  conduct_before_commit: { outcome: 'message_sent', mails: 1 },
  conduct_after_commit: { outcome: 'message_sent', mails: 1 },
  claim_before_commit: { outcome: 'message_sent', mails: 1 },
  // From the claim on nobody can know whether the mail went out, so it is never sent again.
  claim_after_commit: { outcome: 'message_unknown', mails: 0 },
  before_handover: { outcome: 'message_unknown', mails: 0 },
  after_handover: { outcome: 'message_unknown', mails: 1 },
  settle_before_commit: { outcome: 'message_unknown', mails: 1 },
  settle_after_commit: { outcome: 'message_sent', mails: 1 },
  before_continue_as_new: { outcome: 'message_sent', mails: 1 },
};

let environment: TestWorkflowEnvironment;
let mails: MailSink;
let bundlePath: string;

beforeAll(async () => {
  bundlePath = path.join(await mkdtemp(path.join(tmpdir(), 'perennial-failpoints-')), 'workflows.js');
  await writeFile(bundlePath, (await workflowBundle()).code);
  mails = await startMailSink();
  environment = await developmentEnvironment({ namespaces: FAILPOINTS });
});
afterAll(async () => {
  await environment.teardown();
  await mails.stop();
  await rm(path.dirname(bundlePath), { recursive: true });
});

describe('a worker process that is killed', () => {
  it.concurrent.each(FAILPOINTS)(
    'loses nothing and sends nothing twice: %s',
    async (failpoint) => {
      const { signal, trace } = await liveThrough(failpoint);
      expect(signal).toBe('SIGKILL');
      const { outcome, mails: count } = ENDS[failpoint];
      expect(trace).toEqual(['points_earned', 'journey_entered', outcome, 'journey_ended']);
      expect(mails.received().filter((each) => isTo(each, failpoint))).toHaveLength(count);
    },
    END_WITHIN_MS,
  );
});

/** A life in a namespace and a database of its own: a worker dies at the failpoint, and another one takes over. */
async function liveThrough(failpoint: Failpoint) {
  const database = await createTestDatabase();
  const db = openDatabase(database.appUrl, { connectionsMax: 3 });
  const definitions = createDefinitionsStore();
  const context = (): Context => ({
    db,
    definitions,
    now: systemClock.now(),
    actor: { kind: 'system', name: 'test' },
  });
  const parts: RealParts = {
    databaseUrl: database.appUrl,
    temporalAddress: environment.address,
    temporalNamespace: failpoint,
    smtpUrl: mails.url,
  };
  await applyProgram(context(), folder);
  const memberId = await enrol(context(), program.id, reader, failpoint);
  await advanceMarked(context(), 1);
  const event = buys(formatInstant(systemClock.now()));

  const nudge = createNudgeMember(new Client({ connection: environment.connection, namespace: failpoint }));
  const signal = await die(failpoint, { parts, bundlePath, programId: program.id, memberId, event }, nudge);
  const heir = await startRealWorker(parts, await workflowBundle());
  await record(context(), program.id, memberId, event);
  await endOfRun(context, nudge, memberId);
  heir.stop();
  await heir.stopped;

  const trace = traceOf(await logOf(db, memberId)).map(({ what }) => what);
  await db.destroy();
  await database.drop();
  return { signal, trace };
}

/** Starts a worker that dies; answers the signal that ended it. */
async function die(
  failpoint: Failpoint,
  worker: FailpointWorker,
  nudge: NudgeMember,
): Promise<NodeJS.Signals | null> {
  const child = fork(path.join(import.meta.dirname, 'failpoint-worker.ts'), {
    env: {
      ...process.env,
      PERENNIAL_TEST_WORKER: JSON.stringify(worker),
      PERENNIAL_FAILPOINT: failpoint,
    },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const end = once(child, 'exit');
  if (failpoint === 'before_continue_as_new') await nudgeUntil(end, worker, nudge);
  await end;
  return child.signalCode;
}

/**
 * The workflow looks again after each nudge, until its history is long enough to be continued as a new run. Before the
 * worker has prepared the server, it takes no nudge.
 */
async function nudgeUntil(
  end: Promise<unknown>,
  { memberId, programId }: FailpointWorker,
  nudge: NudgeMember,
): Promise<void> {
  const over = new AbortController();
  void end.then(() => over.abort());
  while (!over.signal.aborted) await nudge({ memberId, programId }).catch(() => undefined);
}

/** Waits until the member's run has ended, doing what the schedule `reconcile` does, a minute before its time. */
async function endOfRun(context: () => Context, nudge: NudgeMember, memberId: Uuid): Promise<void> {
  const schedule = createScheduleActivities({
    context: () => ({ ...context(), now: instantOf(systemClock.now() + MINUTE_MS) }),
    nudge,
    startImport: () => Promise.resolve(),
    pace: () => Promise.resolve(),
    stopping: new AbortController().signal,
  });
  const openRuns = async () => {
    await schedule.nudgeUnattended();
    return context().db.selectFrom('run').select('status').where('member_id', '=', memberId).execute();
  };
  // Many tests are under way at once, and `expect.poll` would have to know which one asks.
  const isOver = async () => expect(await openRuns()).toEqual([{ status: 'ended' }]);
  await vi.waitFor(isOver, { timeout: END_WITHIN_MS, interval: 1_000 });
}

function isTo({ to }: ParsedMail, name: string): boolean {
  return [to].flat().some((address) => address?.text === `${name}@example.com`);
}
