import { describeError } from '../adapters/logging.ts';

/** Runs the work of a root to its end: exit code 0, or 1 after a line on standard error when it fails. */
export function runProcess(main: () => Promise<void>): void {
  process.on('unhandledRejection', (reason) => {
    process.stderr.write(`${JSON.stringify({ level: 'fatal', error: describeError(reason) })}\n`);
    process.exit(1);
  });
  main().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
}
