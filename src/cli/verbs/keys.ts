import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { parseInstant } from '../../domain/values/instant.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { instantText } from '../../schemas/http/instant.ts';
import { createApiKey } from '../../services/access/create-api-key.ts';
import { listApiKeys } from '../../services/access/list-api-keys.ts';
import type { ApiKeySummary } from '../../services/access/list-api-keys.ts';
import { revokeApiKey } from '../../services/access/revoke-api-key.ts';
import { valueOf } from '../cli.ts';
import type { Cli } from '../cli.ts';
import { JSON_OPTION, PROGRAM_OPTION, type JsonOption, type ProgramOption } from '../options.ts';

type KeyOptions = JsonOption & ProgramOption;

export function registerKeys(perennial: Command, cli: Cli): void {
  const keys = perennial.command('keys').description('API keys: one program and one source of events each.');
  keys
    .command('create')
    .description('Makes a key and shows it, once: only its hash is kept.')
    .requiredOption('--source <name>', 'the source of all events sent with the key, such as till-3')
    .option('--expires <time>', 'RFC 3339, such as 2027-01-01T00:00:00Z; never, unless given', readInstant)
    .option(...PROGRAM_OPTION)
    .option(...JSON_OPTION)
    .action((options: KeyOptions & { source: string; expires?: Instant }) => create(cli, options));
  keys
    .command('list')
    .description('Shows all keys of a program without their secrets.')
    .option(...PROGRAM_OPTION)
    .option(...JSON_OPTION)
    .action((options: KeyOptions) => list(cli, options));
  keys
    .command('revoke')
    .description('Ends a key for good, within seconds.')
    .argument('<id>', 'the part between pk_ and the next underscore')
    .option(...PROGRAM_OPTION)
    .option(...JSON_OPTION)
    .action((id: string, options: KeyOptions) => revoke(cli, id, options));
}

async function create(
  cli: Cli,
  options: KeyOptions & { readonly source: string; readonly expires?: Instant },
): Promise<void> {
  const programId = await cli.programId(options.program);
  const { source, expires: expiresAt = null } = options;
  const created = valueOf(await createApiKey(cli.context(), { programId, source, expiresAt }));
  if (options.json === true) return cli.output.printJson(created);
  cli.output.print(created.key);
  cli.output.printError('Keep it now: it cannot be shown again.');
}

async function list(cli: Cli, options: KeyOptions): Promise<void> {
  const keys = await listApiKeys(cli.context(), await cli.programId(options.program));
  if (options.json === true) return cli.output.printJson(keys.map(keyBody));
  if (keys.length === 0) cli.output.print('no keys');
  for (const key of keys) cli.output.print(`${key.id}  ${stateOf(key, cli.clock.now())}  ${key.source}`);
}

async function revoke(cli: Cli, keyId: string, options: KeyOptions): Promise<void> {
  const programId = await cli.programId(options.program);
  valueOf(await revokeApiKey(cli.context(), { programId, keyId }));
  if (options.json === true) return cli.output.printJson({ id: keyId, revoked: true });
  cli.output.print(`${keyId} is revoked`);
}

function keyBody({ id, source, createdAt, expiresAt, revokedAt }: ApiKeySummary): unknown {
  return {
    id,
    source,
    createdAt: instantText(createdAt),
    expiresAt: instantText(expiresAt),
    revokedAt: instantText(revokedAt),
  };
}

function stateOf({ expiresAt, revokedAt }: ApiKeySummary, now: Instant): string {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'valid  ';
}

function readInstant(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === null) throw new InvalidArgumentError('an RFC 3339 time such as 2027-01-01T00:00:00Z');
  return instant;
}
