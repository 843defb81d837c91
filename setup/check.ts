import { runChecks, staticChecks, unitTests } from './checks.ts';

/** `npm run check`: everything that needs no server. Exit code 1 when something failed. */
const failed = await runChecks([unitTests, ...staticChecks]);
process.exitCode = failed.length === 0 ? 0 : 1;
