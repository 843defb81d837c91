import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ScheduleActivities } from '../../src/activities/schedule-activities.ts';
import { deriveUuid } from '../../src/domain/values/identity.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { TASK_QUEUES } from '../../src/workflows/task-queues.ts';
import { timeSkippingEnvironment, workflowBundle } from '../support/temporal.ts';
import './quiet-runtime.ts';

let environment: TestWorkflowEnvironment;

beforeAll(async () => {
  environment = await timeSkippingEnvironment();
});
afterAll(() => environment.teardown());

const NOTHING: ScheduleActivities = {
  nudgeUnattended: () => Promise.resolve(0),
  expireDuePoints: () => Promise.resolve({ failures: [], next: null }),
  forgetOldAnswers: () => Promise.resolve(0),
};

/** What becomes of a scheduled workflow whose activities answer so. */
async function outcomeOf(type: string, activities: Partial<ScheduleActivities>): Promise<unknown> {
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: TASK_QUEUES.lifecycle,
    workflowBundle: await workflowBundle(),
    activities: { ...NOTHING, ...activities },
    sinks: { failpoints: { reached: { fn: () => undefined } } },
  });
  const options = { workflowId: type, taskQueue: TASK_QUEUES.lifecycle };
  return worker.runUntil(environment.client.workflow.execute(type, options));
}

it('points of members that cannot be settled let the sweep fail at its end, by the members’ names', async () => {
  const [member, other] = [deriveUuid('member', 'poor'), deriveUuid('member', 'rich')];
  const next = { at: at('2027-01-01'), memberId: member };
  const asked: unknown[] = [];
  const sweep = outcomeOf('expirePoints', {
    expireDuePoints: (after) => {
      asked.push(after);
      const isFirst = after === null;
      const failures = [{ memberId: isFirst ? member : other, cause: 'too few points' }];
      return Promise.resolve({ failures, next: isFirst ? next : null });
    },
  });
  const cause = { message: expect.stringMatching(`${member} .*too few points.*${other}`) };
  await expect(sweep).rejects.toMatchObject({ cause });
  expect(asked).toEqual([null, next]);
});

it('a reconcile whose process was lost is taken up by another', async () => {
  let attempts = 0;
  const nudgeUnattended = () => {
    attempts += 1;
    return attempts === 1 ? Promise.reject(ApplicationFailure.retryable('gone')) : Promise.resolve(7);
  };
  expect(await outcomeOf('reconcile', { nudgeUnattended })).toEqual({ nudged: 7 });
});
