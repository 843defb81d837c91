import { Command, CommanderError } from 'commander';
import { isOutage } from '../db/outage.ts';
import { CliFailure, createCli, EXIT } from './cli.ts';
import type { Cli, CliOptions, RegisterVerb } from './cli.ts';
import { registerApply } from './verbs/apply.ts';
import { registerBlocked } from './verbs/blocked.ts';
import { registerDemo } from './verbs/demo.ts';
import { registerEpoch } from './verbs/epoch.ts';
import { registerImport } from './verbs/import.ts';
import { registerJourney } from './verbs/journey.ts';
import { registerKeys } from './verbs/keys.ts';
import { registerLedger } from './verbs/ledger.ts';
import { registerLocal } from './verbs/local.ts';
import { registerMigrate } from './verbs/migrate.ts';
import { registerPlan } from './verbs/plan.ts';
import { registerReconcile } from './verbs/reconcile.ts';
import { registerSchema } from './verbs/schema.ts';
import { registerSending } from './verbs/sending.ts';
import { registerSimulate } from './verbs/simulate.ts';
import { registerStatus } from './verbs/status.ts';

const VERBS: readonly RegisterVerb[] = [
  registerPlan,
  registerApply,
  registerSimulate,
  registerStatus,
  registerJourney,
  registerSending,
  registerImport,
  registerKeys,
  registerLedger,
  registerReconcile,
  registerBlocked,
  registerEpoch,
  registerDemo,
  registerMigrate,
  registerLocal,
  registerSchema,
];

/** Runs one verb and answers the exit code: 0 done, 1 refused or different, 2 not understood. */
export async function runPerennial(args: readonly string[], options: CliOptions): Promise<number> {
  const cli = createCli(options);
  try {
    await createCommand(cli).parseAsync(args, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    return explain(error, cli, args.includes('--json'));
  } finally {
    await cli.close();
  }
}

function createCommand(cli: Cli): Command {
  const perennial = new Command('perennial')
    .description('A loyalty platform: programs, journeys and members from the command line.')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => cli.output.print(text.trimEnd()),
      writeErr: (text) => cli.output.printError(text.trimEnd()),
    });
  for (const register of VERBS) register(perennial, cli);
  inheritSettings(perennial);
  return perennial;
}

/** Settings reach every verb, and a list of verbs shows the first line of what each says of itself. */
function inheritSettings(parent: Command): void {
  for (const child of parent.commands) {
    child.copyInheritedSettings(parent);
    child.summary(child.description().split('\n')[0] ?? '');
    inheritSettings(child);
  }
}

function explain(error: unknown, { output }: Cli, isJson: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (!(error instanceof Error) || isBug(error)) throw error;
  const exitCode = error instanceof CliFailure ? error.exitCode : EXIT.refused;
  if (isJson && output.hasPrintedJson()) return exitCode;
  if (isJson) {
    const refusal = error instanceof CliFailure ? error.refusal : null;
    const code = isOutage(error) ? 'unavailable' : 'failed';
    output.printJson({ error: refusal ?? { code, detail: sentenceOf(error) } });
  } else {
    output.printError(output.colors.red(sentenceOf(error)));
  }
  return exitCode;
}

function sentenceOf(error: Error): string {
  if (!isOutage(error)) return error.message;
  return `the database or another part cannot be reached (${error.message}); is it running? \`npm start\` starts everything`;
}

/** What is no answer to the person at the terminal: it is thrown on, with its stack. */
function isBug(error: Error): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}
