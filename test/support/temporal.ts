import type { defineSearchAttributeKey } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { inject } from 'vitest';
import { buildWorkflowBundle } from '../../src/temporal/workflow-bundle.ts';

/**
 * A Temporal server of its own whose clock jumps to the next timer while a client awaits a workflow's result or
 * `env.sleep`. It has no schedules, no lists and no search attributes, and awaiting an update does not skip time.
 * The caller ends it with `teardown()`.
 */
export async function timeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  const server = executable('temporalTestServerPath', 'time-skipping test server');
  return TestWorkflowEnvironment.createTimeSkipping({ server: { executable: server } });
}

export interface DevelopmentOptions {
  readonly searchAttributes?: ReturnType<typeof defineSearchAttributeKey>[];
  /** Besides `default`. */
  readonly namespaces?: readonly string[];
}

/** A full Temporal development server in memory, in real time. The caller ends it with `teardown()`. */
export async function developmentEnvironment({
  searchAttributes = [],
  namespaces = [],
}: DevelopmentOptions = {}): Promise<TestWorkflowEnvironment> {
  const server = executable('temporalCliPath', 'development server');
  const extraArgs = namespaces.flatMap((namespace) => ['--namespace', namespace]);
  return TestWorkflowEnvironment.createLocal({
    server: { executable: server, searchAttributes, extraArgs, log: { format: 'pretty', level: 'never' } },
  });
}

let bundle: Promise<WorkflowBundleWithSourceMap> | null = null;

/** The bundle of all workflows for `Worker.create({ workflowBundle })`, built once per test file, in about 1 s. */
export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= buildWorkflowBundle();
  return bundle;
}

function executable(
  key: 'temporalCliPath' | 'temporalTestServerPath',
  name: string,
): { type: 'existing-path'; path: string } {
  const found = inject(key);
  if (found === null) throw new Error(`Temporal's ${name} was never fetched; \`npm test\` does it`);
  return { type: 'existing-path', path: found };
}
