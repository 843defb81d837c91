import { tmpdir } from 'node:os';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { workflowMetadataQuery } from '@temporalio/workflow';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { promptAt } from '../../src/cli/prompt.fixture.ts';
import { delayFor, done, journey, upon } from '../../src/domain/journey/journey.fixture.ts';
import { program, reader } from '../../src/domain/simulation/story.fixture.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { readEnvironment } from '../../src/processes/environment.ts';
import { systemClock } from '../../src/processes/clock.ts';
import type { Context } from '../../src/services/context.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { createNudgeMember } from '../../src/temporal/nudge-member.ts';
import { ensureSchedules } from '../../src/temporal/schedules.ts';
import { memberWorkflowId, SEARCH_ATTRIBUTES } from '../../src/workflows/member-contract.ts';
import type { WorkerProcess } from '../../workers/worker-process.ts';
import { startMailSink, type MailSink } from '../support/mail-sink.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { developmentEnvironment, workflowBundle } from '../support/temporal.ts';
import './quiet-runtime.ts';
import { startRealWorker } from './real-worker.ts';
import { enrol, record } from './story-steps.ts';

const SEEN_WITHIN_MS = 20_000;

const rested = journey('rested', upon('visit'), { rest: delayFor('P1D', 'done'), done });

let database: TestDatabase;
let mails: MailSink;
let environment: TestWorkflowEnvironment;
let worker: WorkerProcess;
let client: Client;

const definitions = createDefinitionsStore();
const context = (): Context => ({
  db: database.db,
  definitions,
  now: systemClock.now(),
  actor: { kind: 'system', name: 'test' },
});

beforeAll(async () => {
  [database, mails, environment] = await Promise.all([
    createTestDatabase(),
    startMailSink(),
    developmentEnvironment(),
  ]);
  ({ client } = environment);
  await applyProgram(context(), {
    program: { definition: program, source: '' },
    journeys: [{ definition: rested, source: '' }],
    templates: [],
  });
  const parts = {
    databaseUrl: database.appUrl,
    temporalAddress: environment.address,
    temporalNamespace: 'default',
    smtpUrl: mails.url,
  };
  worker = await startRealWorker(parts, await workflowBundle(), { clock: systemClock, schedules: true });
});
afterAll(async () => {
  worker.stop();
  await worker.stopped;
  await Promise.all([environment.teardown(), mails.stop(), database.drop()]);
});

/** A member who rests in a journey, and whose workflow sleeps until tomorrow. */
async function resting(name: string): Promise<Uuid> {
  const memberId = await enrol(context(), program.id, reader, name);
  await record(context(), program.id, memberId, { at: systemClock.now(), type: 'visit', data: {} });
  await vi.waitFor(async () => expect((await shown(memberId)).state).toBe('in_journey'), SEEN_WITHIN_MS);
  return memberId;
}

async function shown(memberId: Uuid) {
  const description = await client.workflow.getHandle(memberWorkflowId(memberId)).describe();
  const { typedSearchAttributes: attributes, runId, status } = description;
  return {
    runId,
    status: status.name,
    summary: await description.staticSummary(),
    program: attributes.get(SEARCH_ATTRIBUTES.program),
    state: attributes.get(SEARCH_ATTRIBUTES.state),
    journeys: attributes.get(SEARCH_ATTRIBUTES.journeys),
    nextDue: attributes.get(SEARCH_ATTRIBUTES.nextDue),
  };
}

async function details(memberId: Uuid): Promise<string> {
  const metadata = await client.workflow.getHandle(memberWorkflowId(memberId)).query(workflowMetadataQuery);
  return metadata.currentDetails ?? '';
}

async function nextWakeOf(memberId: Uuid) {
  const row = await database.db
    .selectFrom('lifecycle')
    .select('next_wake_at')
    .where('member_id', '=', memberId)
    .executeTakeFirstOrThrow();
  return row.next_wake_at;
}

const perennial = promptAt({
  now: systemClock.now(),
  readEnvironment: () =>
    readEnvironment({
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      TEMPORAL_ADDRESS: environment.address,
      SMTP_URL: mails.url,
      PERENNIAL_HOME: tmpdir(),
    }),
});

it('shows an operator where a member stands and what comes next, and nothing personal', async () => {
  const ann = await resting('ann');
  const wake = (await nextWakeOf(ann)) ?? 0;
  expect(await shown(ann)).toMatchObject({
    status: 'RUNNING',
    summary: 'A member of corner-coffee: journeys, their messages and timers',
    program: 'corner-coffee',
    journeys: ['rested@1'],
    nextDue: new Date(wake),
  });
  const text = await details(ann);
  expect(text).toContain('`rested@1` at `rest` since ');
  expect(text).toContain(`${new Date(wake).toISOString()}: \`rested\` moves on from \`rest\``);

  const said = payloadsOf(await client.workflow.getHandle(memberWorkflowId(ann)).fetchHistory());
  expect(said).toContain(ann);
  expect(said).not.toContain('@example.com');
});

it('keeps the schedules, and an operator’s pause of one', async () => {
  const schedules = [];
  for await (const schedule of client.schedule.list()) schedules.push(schedule.scheduleId);
  expect(schedules.toSorted()).toEqual(['expirePoints', 'reconcile', 'retain']);

  const handle = client.schedule.getHandle('expirePoints');
  await handle.pause('stock-taking');
  await ensureSchedules(client);
  expect((await handle.describe()).state).toMatchObject({ paused: true, note: 'stock-taking' });
  await handle.unpause('done');
  await handle.trigger();
  await vi.waitFor(
    async () => expect((await handle.describe()).info.numActionsTaken).toBe(1),
    SEEN_WITHIN_MS,
  );
});

it('starts workflows anew that were lost, by `perennial reconcile`', async () => {
  const bob = await resting('bob');
  const before = await shown(bob);
  await client.workflow.getHandle(memberWorkflowId(bob)).terminate('lost');

  const { exitCode, printed } = await perennial('reconcile', '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(printed)).toMatchObject({ nudged: expect.any(Number) });
  await vi.waitFor(async () => {
    const after = await shown(bob);
    expect(after).toMatchObject({ status: 'RUNNING', state: 'in_journey', nextDue: before.nextDue });
    expect(after.runId).not.toBe(before.runId);
  }, SEEN_WITHIN_MS);
});

it('begins workflows anew, with what operators see, when `perennial epoch new` named the database anew', async () => {
  const cem = await resting('cem');
  const before = await shown(cem);
  expect(await perennial('epoch', 'new')).toMatchObject({ exitCode: 0 });
  await createNudgeMember(client)({ memberId: cem, programId: program.id });
  await vi.waitFor(async () => {
    const sees = await shown(cem);
    expect(sees.runId).not.toBe(before.runId);
    expect(sees).toMatchObject({ state: before.state, journeys: before.journeys, nextDue: before.nextDue });
    expect(await details(cem)).toContain('A member of `corner-coffee`.');
  }, SEEN_WITHIN_MS);
});

it('ends the workflow of a member whom the database does not know', async () => {
  const nobody = '01940000-0000-7000-8000-00000000dead';
  await createNudgeMember(client)({ memberId: nobody, programId: program.id });
  const handle = client.workflow.getHandle(memberWorkflowId(nobody));
  await handle.result();
  expect((await handle.describe()).status.name).toBe('COMPLETED');
});

/** All that a history says in payloads, as text. */
function payloadsOf(history: Parameters<typeof historyToJSON>[0]): string {
  const json = historyToJSON(history);
  return [...json.matchAll(/"data": "([^"]*)"/g)]
    .map(([, data = '']) => Buffer.from(data, 'base64').toString())
    .join('\n');
}
