import type { Command } from 'commander';
import { verifyLedger, type LedgerReport } from '../../../services/ledger/verify-ledger.ts';
import { CliFailure, type Cli } from '../../cli.ts';
import { JSON_OPTION, type JsonOption } from '../../options.ts';

const DESCRIPTION = `Recomputes every balance and lot from the journal and names the first row that does not fit.
Reads one snapshot: it may run while points are posted. Exit code 1 when something is broken.`;

export function registerVerify(ledger: Command, cli: Cli): void {
  ledger
    .command('verify')
    .description(DESCRIPTION)
    .option(...JSON_OPTION)
    .action((options: JsonOption) => runVerify(cli, options.json === true));
}

async function runVerify(cli: Cli, isJson: boolean): Promise<void> {
  const report = await verifyLedger(cli.db());
  if (isJson) cli.output.printJson(report);
  else print(cli, report);
  if (!report.isSound) throw new CliFailure('the ledger is broken');
}

function print({ output }: Cli, { transactions, postings, lots, findings }: LedgerReport): void {
  const { green, red, dim } = output.colors;
  for (const { invariant, says, firstBroken } of findings) {
    const mark = firstBroken === null ? green('holds ') : red('BROKEN');
    output.print(`${mark} ${invariant.padEnd(5)} ${says}`);
    if (firstBroken !== null) output.print(`       first: ${JSON.stringify(firstBroken)}`);
  }
  output.print(dim(`${transactions} transactions, ${postings} lines, ${lots} lots`));
}
