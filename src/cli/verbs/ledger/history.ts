import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Posting } from '../../../domain/ledger/transaction.ts';
import { formatInstant } from '../../../domain/values/instant.ts';
import { listLedger, type JournalEntry } from '../../../services/ledger/list-ledger.ts';
import type { Cli } from '../../cli.ts';
import { JSON_OPTION, PROGRAM_OPTION, type JsonOption, type ProgramOption } from '../../options.ts';
import { MEMBER_ARGUMENT, memberNamed } from './member-argument.ts';

const SHOWN_DEFAULT = 20;
const SHOWN_MAX = 200;

interface Options extends JsonOption, ProgramOption {
  readonly last: number;
}

export function registerHistory(ledger: Command, cli: Cli): void {
  ledger
    .command('history')
    .description('A member’s transactions with their lines, summed over lots, the latest first.')
    .argument(...MEMBER_ARGUMENT)
    .option('--last <number>', `how many, up to ${SHOWN_MAX}`, readNumber, SHOWN_DEFAULT)
    .option(...PROGRAM_OPTION)
    .option(...JSON_OPTION)
    .action((member: string, options: Options) => runHistory(cli, member, options));
}

function readNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= SHOWN_MAX) return number;
  throw new InvalidArgumentError(`not a number from 1 to ${SHOWN_MAX}`);
}

async function runHistory(cli: Cli, name: string, options: Options): Promise<void> {
  const { programId, memberId } = await memberNamed(cli, name, options);
  const page = { memberId, limit: options.last, after: null };
  const { items, next } = await listLedger(cli.context(), programId, page);
  if (options.json === true) {
    return cli.output.printJson({ memberId, transactions: items.map(forMachines), hasMore: next !== null });
  }
  if (items.length === 0) return cli.output.print('Nothing has moved.');
  for (const entry of items) print(cli, entry);
  if (next !== null)
    cli.output.print(cli.output.colors.dim('There are earlier ones: ask for more by --last.'));
}

function forMachines({ recordedAt, effectiveAt, ...entry }: JournalEntry) {
  const lots = entry.lots.map((lot) => ({
    ...lot,
    vestsAt: lot.vestsAt === null ? null : formatInstant(lot.vestsAt),
    expiresAt: lot.expiresAt === null ? null : formatInstant(lot.expiresAt),
  }));
  return {
    ...entry,
    recordedAt: formatInstant(recordedAt),
    effectiveAt: formatInstant(effectiveAt),
    lots,
  };
}

function print({ output }: Cli, { kind, effectiveAt, actor, reason, postings }: JournalEntry): void {
  const { bold, dim } = output.colors;
  const why = reason === null ? '' : `  ${reason}`;
  output.print(`${formatInstant(effectiveAt)}  ${bold(kind.padEnd(8))}  ${dim(`by ${actor}`)}${why}`);
  for (const { wallet, account, amount, rule } of summed(postings)) {
    const signed = amount > 0 ? `+${amount}` : String(amount);
    output.print(
      `    ${wallet.padEnd(10)} ${account.padEnd(15)} ${signed.padStart(10)}  ${rule ?? ''}`.trimEnd(),
    );
  }
}

/** One line for all lots of an account that move for the same reason: what moved, not lot by lot. */
function summed(postings: readonly Posting[]): readonly Posting[] {
  const groups = Map.groupBy(postings, ({ wallet, account, rule }) => `${wallet} ${account} ${rule ?? ''}`);
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const amount = others.reduce((sum, posting) => sum + posting.amount, first.amount);
    return [{ ...first, amount }];
  });
}
