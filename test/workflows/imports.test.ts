import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { workflowMetadataQuery } from '@temporalio/workflow';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createScheduleActivities } from '../../src/activities/schedule-activities.ts';
import { program } from '../../src/domain/simulation/story.fixture.ts';
import { instantOf, MINUTE_MS } from '../../src/domain/values/instant.ts';
import { systemClock } from '../../src/processes/clock.ts';
import type { Context } from '../../src/services/context.ts';
import { readImport, type Import } from '../../src/services/import/import.ts';
import { postImport } from '../../src/services/import/post-import.ts';
import { receiveUpload, UPLOAD_BYTES_MAX } from '../../src/services/import/receive-upload.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { ensureSearchAttributes } from '../../src/temporal/search-attributes.ts';
import { createStartImport, type StartImport } from '../../src/temporal/start-import.ts';
import { importWorkflowId } from '../../src/workflows/import-contract.ts';
import { valueOf } from '../support/answers.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { developmentEnvironment, workflowBundle } from '../support/temporal.ts';
import type { ImportWorker } from './import-worker.ts';
import './quiet-runtime.ts';
import type { RealParts } from './real-worker.ts';

/** That a worker is gone is noticed when it has not been heard of for 20 s. */
const END_WITHIN_MS = 90_000;
const EVENTS = 4_000;
const MEMBERS = 50;

let environment: TestWorkflowEnvironment;
let database: TestDatabase;
let bundlePath: string;
let parts: RealParts;
let client: Client;
let start: StartImport;
const workers: ChildProcess[] = [];

const definitions = createDefinitionsStore();
const context = (): Context => ({
  db: database.db,
  definitions,
  now: systemClock.now(),
  actor: { kind: 'system', name: 'test' },
});

beforeAll(async () => {
  bundlePath = path.join(await mkdtemp(path.join(tmpdir(), 'perennial-imports-')), 'workflows.js');
  await writeFile(bundlePath, (await workflowBundle()).code);
  [database, environment] = await Promise.all([createTestDatabase(), developmentEnvironment()]);
  client = new Client({ connection: environment.connection });
  start = createStartImport(client);
  await ensureSearchAttributes(client);
  parts = {
    databaseUrl: database.appUrl,
    temporalAddress: environment.address,
    temporalNamespace: 'default',
    smtpUrl: 'smtp://127.0.0.1:1',
  };
  await applyProgram(context(), {
    program: { definition: program, source: '' },
    journeys: [],
    templates: [],
  });
});
afterAll(async () => {
  for (const worker of workers) await kill(worker);
  await environment.teardown();
  await database.drop();
  await rm(path.dirname(bundlePath), { recursive: true });
});

function ndjson(name: string): string {
  return Array.from({ length: EVENTS }, (_, number) =>
    JSON.stringify({
      id: `${name}-${number}`,
      type: 'purchase',
      member: { externalId: `${name}-${number % MEMBERS}` },
      occurredAt: new Date(Date.UTC(2024, 0, 1) + number * MINUTE_MS).toISOString(),
      data: { orderId: `${name}-${number}`, total: { amountMinor: 100, currency: program.currency } },
    }),
  ).join('\n');
}

async function post(file: string): Promise<Import> {
  const address = { programId: program.id, source: 'till' };
  async function* bytes(): AsyncGenerator<Buffer> {
    yield Buffer.from(file);
  }
  const upload = valueOf(await receiveUpload(context(), address, bytes(), { bytesMax: UPLOAD_BYTES_MAX }));
  const how = { key: null, fileName: 'sales', mapping: null, enrol: true, history: true };
  return valueOf(await postImport(context(), { ...address, ...how, upload }));
}

function startWorker(): ChildProcess {
  const told: ImportWorker = { parts, bundlePath };
  const worker = fork(path.join(import.meta.dirname, 'import-worker.ts'), {
    env: { ...process.env, PERENNIAL_TEST_WORKER: JSON.stringify(told) },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  workers.push(worker);
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  if (worker.signalCode !== null || worker.exitCode !== null) return;
  const exit = once(worker, 'exit');
  worker.kill('SIGKILL');
  await exit;
}

async function standingOf({ id }: Import): Promise<Import | null> {
  return readImport(database.db, id);
}

/** Waits until the import is as `isSo` says. */
async function until(posted: Import, isSo: (standing: Import) => boolean): Promise<void> {
  const look = async (): Promise<void> => {
    const standing = await standingOf(posted);
    expect(standing !== null && isSo(standing)).toBe(true);
  };
  await vi.waitFor(look, { timeout: END_WITHIN_MS, interval: 20 });
}

/** What the schedule `reconcile` does, some minutes from now. */
async function reconcile(): Promise<void> {
  await createScheduleActivities({
    context: () => ({ ...context(), now: instantOf(systemClock.now() + 5 * MINUTE_MS) }),
    nudge: () => Promise.resolve(),
    startImport: start,
    pace: () => Promise.resolve(),
    stopping: new AbortController().signal,
  }).nudgeUnattended();
}

async function purchasesOf(name: string): Promise<{ readonly events: number; readonly members: number }> {
  return database.db
    .selectFrom('member_event')
    .innerJoin('member', 'member.id', 'member_event.member_id')
    .select(({ fn }) => [
      fn.countAll<number>().as('events'),
      fn.count<number>('member.id').distinct().as('members'),
    ])
    .where('type', '=', 'purchase')
    .where('external_id', 'like', `${name}-%`)
    .executeTakeFirstOrThrow();
}

const WHOLE = { status: 'done', events: EVENTS, recorded: EVENTS, duplicates: 0, enrolled: MEMBERS };

describe('an import', () => {
  it.concurrent(
    'goes on where it stood, when its worker is killed',
    async () => {
      const posted = await post(ndjson('killed'));
      await start({ importId: posted.id, programId: program.id });
      const first = startWorker();
      await until(posted, ({ recorded }) => recorded > 0);
      await kill(first);
      expect((await standingOf(posted))?.status).toBe('running');
      startWorker();
      await client.workflow.getHandle(importWorkflowId(posted.id)).result();
      expect(await standingOf(posted)).toMatchObject(WHOLE);
      expect(await purchasesOf('killed')).toEqual({ events: EVENTS, members: MEMBERS });
    },
    END_WITHIN_MS,
  );

  it.concurrent(
    'is begun by reconcile when Temporal was away, and again when its workflow was lost; shows nothing personal',
    async () => {
      const posted = await post(`${ndjson('lost')}\n{"secret`);
      await reconcile();
      const handle = client.workflow.getHandle(importWorkflowId(posted.id));
      await until(posted, ({ recorded }) => recorded > 0);
      await handle.terminate('lost');
      await reconcile();
      await expect(handle.result()).resolves.toMatchObject({ ...WHOLE, rejected: 1 });

      const { currentDetails } = await handle.query(workflowMetadataQuery);
      expect(currentDetails).toContain('**done**');
      expect(currentDetails).toContain(`| recorded | ${EVENTS} |`);
      const history = historyToJSON(await handle.fetchHistory());
      const payloads = [...history.matchAll(/"data": "([^"]*)"/g)].map(([, data = '']) =>
        Buffer.from(data, 'base64').toString(),
      );
      expect(payloads.join('\n')).toContain(posted.id);
      expect(payloads.join('\n')).not.toMatch(/lost-|secret|sales/);
    },
    END_WITHIN_MS,
  );

  it.concurrent(
    'that fails fails its workflow, with the code',
    async () => {
      const posted = await post(`${JSON.stringify({ id: 1 })}\n"${'x'.repeat(1_000_001)}"`);
      await start({ importId: posted.id, programId: program.id });
      const end = client.workflow.getHandle(importWorkflowId(posted.id)).result();
      await expect(end).rejects.toMatchObject({ cause: { type: 'unreadable_file' } });
      expect(await standingOf(posted)).toMatchObject({
        status: 'failed',
        failure: { code: 'unreadable_file', detail: 'sales: line 2 is longer than 1000000 characters' },
      });
    },
    END_WITHIN_MS,
  );
});
