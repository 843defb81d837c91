import { defineConfig } from 'vitest/config';

const INTEGRATION_TIMEOUT_MS = 60_000;
const LONG_FAULTS_TIMEOUT_MS = 24 * 3_600_000;

/** They need no server: `npm run check` runs them. */
const UNIT_TESTS = ['{src,setup,workers}/**/*.test.ts', 'test/{architecture,deployment}/**/*.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Of concurrent tests in one file: those wait for time-outs most of the time.
    maxConcurrency: 16,
    projects: [
      { test: { name: 'unit', include: UNIT_TESTS } },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts'],
          exclude: UNIT_TESTS,
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: INTEGRATION_TIMEOUT_MS,
          hookTimeout: INTEGRATION_TIMEOUT_MS,
          provide: { faultsForm: 'short' },
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: LONG_FAULTS_TIMEOUT_MS,
          hookTimeout: INTEGRATION_TIMEOUT_MS,
          // Recovery times would be those of two tests that take the machine from one another.
          fileParallelism: false,
          provide: { faultsForm: 'long' },
        },
      },
    ],
  },
});
