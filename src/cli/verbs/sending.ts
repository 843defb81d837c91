import type { Command } from 'commander';
import { formatInstant } from '../../domain/values/instant.ts';
import type { Result } from '../../domain/values/result.ts';
import type { Context } from '../../services/context.ts';
import { pauseSending } from '../../services/sending/pause-sending.ts';
import type { Sending } from '../../services/sending/pause-sending.ts';
import { resumeSending } from '../../services/sending/resume-sending.ts';
import { valueOf } from '../cli.ts';
import type { Cli } from '../cli.ts';
import { JSON_OPTION, PROGRAM_OPTION, type JsonOption, type ProgramOption } from '../options.ts';

type Change = (ctx: Context, programId: string) => Promise<Result<Sending>>;

export function registerSending(perennial: Command, cli: Cli): void {
  const sending = perennial.command('sending').description('The stop button of all messages.');
  const verb = (name: string, description: string, change: Change): void => {
    sending
      .command(name)
      .description(description)
      .option(...PROGRAM_OPTION)
      .option(...JSON_OPTION)
      .action((options: JsonOption & ProgramOption) => run(cli, options, change));
  };
  verb('pause', 'Holds every message; journeys go on up to their next one.', pauseSending);
  verb('resume', 'Lets messages leave again, those that were held first of all.', resumeSending);
}

async function run(cli: Cli, options: JsonOption & ProgramOption, change: Change): Promise<void> {
  const sending = valueOf(await change(cli.context(), await cli.programId(options.program)));
  if (options.json === true) return cli.output.printJson(sending);
  const { programId, pausedAt } = sending;
  cli.output.print(
    pausedAt === null
      ? `messages of ${programId} leave the house`
      : `messages of ${programId} are held since ${formatInstant(pausedAt)}`,
  );
}
