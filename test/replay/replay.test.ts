import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { beforeAll, expect, it } from 'vitest';
import { workflowBundle } from '../support/temporal.ts';
import '../workflows/quiet-runtime.ts';
import { recordedHistories, type RecordedHistory } from './histories.ts';

const histories = await recordedHistories();

let options: ReplayWorkerOptions;
beforeAll(async () => {
  options = { workflowBundle: await workflowBundle() };
});

it.each(histories)(
  'today’s code goes on from what was recorded: $workflowId',
  async ({ workflowId, history }) => {
    await Worker.runReplayHistory(options, history, workflowId);
  },
);

it('would notice code that does something else', async () => {
  const changed = histories.map(({ workflowId, history }) => ({
    workflowId,
    history: withOtherActivity(history),
  }));
  const noticed: string[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories(options, changed)) {
    if (error !== undefined) noticed.push(workflowId);
  }
  expect(noticed).toEqual(histories.map(({ workflowId }) => workflowId));
});

it('has a history of each workflow, and one that was continued as a new run', () => {
  const types = histories.map(({ history }) => historyFromJSON(history).events ?? []);
  const started = types.map(([first]) => first?.workflowExecutionStartedEventAttributes?.workflowType?.name);
  expect(new Set(started)).toEqual(
    new Set(['member', 'importEvents', 'reconcile', 'expirePoints', 'retain']),
  );
  expect(types.some((events) => events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes)).toBe(true);
});

function withOtherActivity(history: RecordedHistory['history']): unknown {
  const text = JSON.stringify(history).replaceAll(
    /"(conductMember|conductImport|nudgeUnattended|expireDuePoints|forgetOldAnswers)"/g,
    '"another"',
  );
  return JSON.parse(text);
}
