import { Option } from 'commander';
import type { Command } from 'commander';
import type { OnResume } from '../../domain/journey/control.ts';
import type { Result } from '../../domain/values/result.ts';
import type { ControlledJourney } from '../../services/journey/change-control.ts';
import { pauseJourney } from '../../services/journey/pause-journey.ts';
import { resumeJourney } from '../../services/journey/resume-journey.ts';
import { stopJourney } from '../../services/journey/stop-journey.ts';
import { valueOf } from '../cli.ts';
import type { Cli } from '../cli.ts';
import { JSON_OPTION, PROGRAM_OPTION, type JsonOption, type ProgramOption } from '../options.ts';

type JourneyOptions = JsonOption & ProgramOption;

export function registerJourney(perennial: Command, cli: Cli): void {
  const journey = perennial.command('journey').description('The stop buttons of one journey.');
  verb(
    journey,
    'pause',
    'Holds the journey: nobody enters, deadlines and messages wait, exits still act.',
  ).action(async (journeyId: string, options: JourneyOptions) => {
    const programId = await cli.programId(options.program);
    answer(cli, options, await pauseJourney(cli.context(), { programId, journeyId }));
  });
  verb(journey, 'resume', 'Ends a pause.')
    .addOption(
      new Option(
        '--on-resume <way>',
        'what fell due in the pause happens now, now without its messages, or later by as long as the pause was',
      )
        .choices(['run', 'skip', 'retime'])
        .default('run'),
    )
    .action(async (journeyId: string, options: JourneyOptions & { readonly onResume: OnResume }) => {
      const programId = await cli.programId(options.program);
      const { onResume } = options;
      answer(cli, options, await resumeJourney(cli.context(), { programId, journeyId, onResume }));
    });
  verb(journey, 'stop', 'Ends the journey and its open runs for good; a new version starts it again.').action(
    async (journeyId: string, options: JourneyOptions) => {
      const programId = await cli.programId(options.program);
      answer(cli, options, await stopJourney(cli.context(), { programId, journeyId }));
    },
  );
}

function verb(journey: Command, name: string, description: string): Command {
  return journey
    .command(name)
    .description(description)
    .argument('<journey>', 'the journey’s id')
    .option(...PROGRAM_OPTION)
    .option(...JSON_OPTION);
}

function answer(cli: Cli, { json }: JourneyOptions, result: Result<ControlledJourney>): void {
  const { journeyId, version, revision, control } = valueOf(result);
  if (json === true) return cli.output.printJson({ journeyId, version, revision, control });
  cli.output.print(`journey ${journeyId} version ${version} is ${control.kind} (revision ${revision})`);
}
