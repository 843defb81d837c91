import { writeFile } from 'node:fs/promises';
import { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { obtainArtifact } from '../../setup/artifact.ts';
import { terminalProgress } from '../../setup/progress.ts';
import { temporalCli } from '../../setup/steps/temporal-cli.ts';
import { ensureSearchAttributes } from '../../src/temporal/search-attributes.ts';
import { buildWorkflowBundle } from '../../src/temporal/workflow-bundle.ts';
import { IMPORT_WORKFLOW } from '../../src/workflows/import-contract.ts';
import { MEMBER_WORKFLOW, NUDGE } from '../../src/workflows/member-contract.ts';
import { TASK_QUEUES } from '../../src/workflows/task-queues.ts';
import '../workflows/quiet-runtime.ts';
import { historyFile } from './histories.ts';
import {
  IMPORTS,
  MEMBER_LIVES,
  NUDGED_ON_AND_ON,
  scriptedActivities,
  type ScriptedActivities,
} from './scripted-life.ts';

const ID = '01940000-0000-7000-8000-000000000001';
/** Of the types that take some. */
const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  [MEMBER_WORKFLOW]: [{ version: 1, memberId: ID }],
  [IMPORT_WORKFLOW]: [{ version: 1, importId: ID }],
};
/** In place of the names of a machine and its processes. */
const IDENTITY = 'recorder';

/**
 * Records histories of today's workflows on a real server, under names that say what happens in them. To be run when a
 * workflow's code has changed: the files of before stay under their old names, for as long as such workflows may live.
 *
 * `npm run record-histories -- SUFFIX` writes `histories/<life>-SUFFIX.json`.
 */
async function main(suffix: string): Promise<void> {
  const executable = await obtainArtifact(temporalCli, process.env, terminalProgress);
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: executable } },
  });
  const workflowBundle = await buildWorkflowBundle();
  const client = new Client({ connection: environment.connection, identity: IDENTITY });
  await ensureSearchAttributes(client);

  /** Runs one workflow to its end on workers that do as scripted, and keeps what happened. */
  const record = async (name: string, type: string, activities: ScriptedActivities) => {
    const common = {
      connection: environment.nativeConnection,
      namespace: 'default',
      activities,
      identity: IDENTITY,
    };
    const sinks = { failpoints: { reached: { fn: () => undefined } } };
    const workers = await Promise.all([
      Worker.create({ ...common, taskQueue: TASK_QUEUES.lifecycle, workflowBundle, sinks }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.sending }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.imports }),
    ]);
    const working = workers.map((worker) => worker.run());
    const handle = await client.workflow.start(type, {
      workflowId: name,
      taskQueue: TASK_QUEUES.lifecycle,
      args: ARGUMENTS[type] ?? [],
    });
    const end = handle.result();
    if (name === NUDGED_ON_AND_ON) await nudgeUntil(end, () => handle.signal(NUDGE));
    await end.catch(() => undefined);
    const first = client.workflow.getHandle(name, handle.firstExecutionRunId);
    await writeFile(
      historyFile(`${name}-${suffix}`),
      `${withoutStacks(historyToJSON(await first.fetchHistory()))}\n`,
    );
    for (const worker of workers) worker.shutdown();
    await Promise.all(working);
  };

  for (const [life, answers] of Object.entries(MEMBER_LIVES)) {
    await record(life, MEMBER_WORKFLOW, scriptedActivities(life, answers));
  }
  for (const life of Object.keys(IMPORTS)) await record(life, IMPORT_WORKFLOW, scriptedActivities(life, []));
  await record('reconcile', 'reconcile', scriptedActivities('reconcile', []));
  await record('expire-points', 'expirePoints', scriptedActivities('expire-points', []));
  await record('retain', 'retain', scriptedActivities('retain', []));
  await environment.teardown();
}

/** A stack names folders of the machine. */
function withoutStacks(history: string): string {
  return history.replaceAll(/"stackTrace": "[^"]*"/g, '"stackTrace": ""');
}

async function nudgeUntil(end: Promise<unknown>, nudge: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  void end.then(() => over.abort());
  while (!over.signal.aborted) await nudge().catch(() => undefined);
}

const [suffix] = process.argv.slice(2);
if (suffix === undefined || !/^[0-9a-z-]+$/.test(suffix)) {
  process.stderr.write('npm run record-histories -- SUFFIX, such as the version 0-1\n');
  process.exit(2);
}
await main(suffix);
