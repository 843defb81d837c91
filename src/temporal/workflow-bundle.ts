import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** Builds the code of all workflows for the sandbox, in about 1 s. */
export function buildWorkflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath: path.resolve(import.meta.dirname, '../workflows/index.ts'),
    workflowInterceptorModules: [path.resolve(import.meta.dirname, '../workflows/pass-on-trace.ts')],
    logger: new DefaultLogger('WARN'),
  });
}
