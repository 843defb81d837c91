import type { Command } from 'commander';
import { parseUuid, type Uuid } from '../../domain/values/identity.ts';
import { formatInstant } from '../../domain/values/instant.ts';
import { listBlocked, retryBlocked } from '../../services/lifecycle/blocked-members.ts';
import { CliFailure, EXIT, type Cli } from '../cli.ts';
import { JSON_OPTION, type JsonOption } from '../options.ts';

const LISTED_MAX = 100;
const RETRIED_MAX = 1_000;

export function registerBlocked(perennial: Command, cli: Cli): void {
  const blocked = perennial
    .command('blocked')
    .description('Lists members whose journeys stand still because advancing them fails, and why.')
    .option(...JSON_OPTION)
    .action((options: JsonOption) => runList(cli, options));
  blocked
    .command('retry')
    .description('Has them tried again: those named, or all.')
    .argument('[members...]', 'ids of members')
    .option(...JSON_OPTION)
    .action((ids: readonly string[], _options: JsonOption, command: Command) =>
      runRetry(cli, ids, command.optsWithGlobals<JsonOption>()),
    );
}

async function runList(cli: Cli, { json }: JsonOption): Promise<void> {
  const members = await listBlocked(cli.context(), LISTED_MAX);
  if (json === true) {
    const rows = members.map(({ memberId, programId, blockedAt, cause }) => ({
      memberId,
      programId,
      blockedAt: formatInstant(blockedAt),
      cause,
    }));
    return cli.output.printJson({ blocked: rows });
  }
  if (members.length === 0) return cli.output.print('No member is blocked.');
  for (const { memberId, blockedAt, cause } of members) {
    cli.output.print(`${memberId}  since ${formatInstant(blockedAt)}  ${cause}`);
  }
  return cli.output.print('`perennial blocked retry` has them tried again.');
}

async function runRetry(cli: Cli, ids: readonly string[], { json }: JsonOption): Promise<void> {
  const memberIds = ids.length === 0 ? null : ids.map(memberIdOf);
  const retried = await retryBlocked(cli.context(), { memberIds, limit: RETRIED_MAX });
  if (json === true) cli.output.printJson({ retried });
  else cli.output.print(`${retried.length} members are tried again.`);
}

function memberIdOf(text: string): Uuid {
  const id = parseUuid(text);
  if (id === null) throw new CliFailure(`${text} is not the id of a member`, EXIT.usage);
  return id;
}
