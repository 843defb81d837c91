import type { Command } from 'commander';
import { applyProgram } from '../../services/program/apply-program.ts';
import type { Publication } from '../../services/program/apply-program.ts';
import { valueOf } from '../cli.ts';
import type { Cli } from '../cli.ts';
import { JSON_OPTION, type JsonOption } from '../options.ts';
import { readFolder } from '../read-files.ts';

const DESCRIPTION = `Publishes a program's folder: new versions of what changed, in force at once for every member.
Applying the same folder again changes nothing. See what it would do with \`perennial plan\`.`;

export function registerApply(perennial: Command, cli: Cli): void {
  perennial
    .command('apply')
    .description(DESCRIPTION)
    .argument('<folder>', 'the folder with program.yaml, journeys/ and templates/')
    .option(...JSON_OPTION)
    .action((folder: string, options: JsonOption) => runApply(cli, folder, options.json === true));
}

async function runApply(cli: Cli, folder: string, isJson: boolean): Promise<void> {
  const checked = await readFolder(folder);
  const publication = valueOf(await applyProgram(cli.context(), checked));
  const published = publishedIn(publication);
  const { programId, revision } = publication;
  if (isJson) return cli.output.printJson({ programId, revision, published });
  for (const { thing, id, version } of published) {
    cli.output.print(`${cli.output.colors.green('published')} ${thing} ${id} version ${version}`);
  }
  cli.output.print(
    published.length === 0
      ? `Nothing changed; revision ${revision} of ${programId} is in force.`
      : `Revision ${revision} of ${programId} is in force.`,
  );
}

function publishedIn({ comparison: { program, journeys, templates } }: Publication) {
  const things = [
    { thing: 'program', ...program },
    ...journeys.map((journey) => ({
      thing: 'journey',
      change: journey.change,
      id: journey.id,
      version: journey.version,
    })),
    ...templates.map(({ change, id, version }) => ({ thing: 'template', change, id, version })),
  ];
  return things
    .filter(({ change }) => change !== 'unchanged')
    .map(({ thing, id, version }) => ({ thing, id, version }));
}
