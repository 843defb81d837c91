import type { TestProject } from 'vitest/node';
import { findArtifact } from '../../setup/artifact.ts';
import { temporalCli } from '../../setup/steps/temporal-cli.ts';
import { temporalTestServer } from '../../setup/steps/temporal-test-server.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testCluster: TestCluster;
    /** Paths of Temporal's servers; null where they were never fetched. */
    temporalCliPath: string | null;
    temporalTestServerPath: string | null;
  }
}

/** Starts what all integration tests share; runs once for a whole run, before the first test file. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('temporalCliPath', await findArtifact(temporalCli, process.env));
  project.provide('temporalTestServerPath', await findArtifact(temporalTestServer, process.env));
  const { cluster, stop } = await startTestCluster();
  project.provide('testCluster', cluster);
  return stop;
}
