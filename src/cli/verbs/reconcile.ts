import type { Command } from 'commander';
import { createPace } from '../../drainer/pace.ts';
import { forgetArming } from '../../services/lifecycle/forget-arming.ts';
import { findOpenImports } from '../../services/import/unattended-imports.ts';
import { openTemporalClient } from '../../temporal/connect.ts';
import { createNudgeMember } from '../../temporal/nudge-member.ts';
import { createStartImport } from '../../temporal/start-import.ts';
import { CliFailure, EXIT, type Cli } from '../cli.ts';
import { JSON_OPTION, type JsonOption } from '../options.ts';
import { progressLine } from '../progress-line.ts';

const DESCRIPTION = `Starts the workflow of every member with something due within the horizon, and of every open import, throttled.
For a Temporal that was lost or emptied. Safe to repeat, and while everything runs.`;

const RATE_DEFAULT = '20';

interface ReconcileOptions extends JsonOption {
  readonly rate: string;
}

export function registerReconcile(perennial: Command, cli: Cli): void {
  perennial
    .command('reconcile')
    .description(DESCRIPTION)
    .option('--rate <number>', 'workflows started per second', RATE_DEFAULT)
    .option(...JSON_OPTION)
    .action((options: ReconcileOptions) => runReconcile(cli, options));
}

async function runReconcile(cli: Cli, { rate, json }: ReconcileOptions): Promise<void> {
  const perSecond = Number(rate);
  if (!(perSecond > 0)) throw new CliFailure(`--rate ${rate} is not a number above zero`, EXIT.usage);
  const { temporalAddress: address, temporalNamespace: namespace } = cli.environment();
  const temporal = openTemporalClient({ address, namespace });
  const nudge = createNudgeMember(temporal.client);
  const startImport = createStartImport(temporal.client);
  const pace = createPace(perSecond);
  const { signal } = new AbortController();
  const progress = progressLine();
  let nudged = 0;
  const inTurn = async (start: () => Promise<void>): Promise<void> => {
    await pace(signal);
    await start();
    nudged += 1;
    progress.show(`${nudged} workflows`);
  };
  try {
    for (const each of await findOpenImports(cli.context())) await inTurn(() => startImport(each));
    for await (const members of forgetArming(cli.context())) {
      for (const member of members) await inTurn(() => nudge(member));
    }
  } finally {
    progress.clear();
    await temporal.close();
  }
  if (json === true) cli.output.printJson({ nudged });
  else cli.output.print(`${nudged} workflows look again.`);
}
