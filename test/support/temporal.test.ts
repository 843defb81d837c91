import { afterEach, expect, it } from 'vitest';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { developmentEnvironment, timeSkippingEnvironment } from './temporal.ts';

let environment: TestWorkflowEnvironment | null = null;

afterEach(async () => {
  await environment?.teardown();
  environment = null;
});

it('skips 45 days in an instant', async () => {
  environment = await timeSkippingEnvironment();
  const before = await environment.currentTimeMs();
  await environment.sleep('45 days');
  expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(45 * 86_400_000);
});

it('offers schedules on the development server', async () => {
  environment = await developmentEnvironment();
  const schedules = [];
  for await (const schedule of environment.client.schedule.list()) schedules.push(schedule);
  expect(schedules).toEqual([]);
});
