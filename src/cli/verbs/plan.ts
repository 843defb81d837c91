import type { Command } from 'commander';
import { planProgram } from '../../services/program/plan-program.ts';
import type { Plan, PlannedChange } from '../../services/program/plan-program.ts';
import type { Cli } from '../cli.ts';
import { JSON_OPTION, type JsonOption } from '../options.ts';
import type { Output } from '../output.ts';
import { readFolder } from '../read-files.ts';

const DESCRIPTION = `Shows what \`perennial apply\` would change, and how many members it would concern.
Nothing is written. Exit code 1 when the folder has mistakes.`;

export function registerPlan(perennial: Command, cli: Cli): void {
  perennial
    .command('plan')
    .description(DESCRIPTION)
    .argument('<folder>', 'the folder with program.yaml, journeys/ and templates/')
    .option(...JSON_OPTION)
    .action((folder: string, options: JsonOption) => runPlan(cli, folder, options.json === true));
}

async function runPlan(cli: Cli, folder: string, isJson: boolean): Promise<void> {
  const checked = await readFolder(folder);
  const plan = await planProgram(cli.context(), checked);
  if (isJson) cli.output.printJson(plan);
  else print(cli.output, plan);
}

function print(output: Output, plan: Plan): void {
  const { bold, yellow, red } = output.colors;
  output.print(bold(`program ${plan.programId}`));
  printChange(output, 'program', plan.program, []);
  for (const journey of plan.journeys) printChange(output, 'journey', journey, concerning(journey));
  for (const template of plan.templates) printChange(output, 'template', template, []);
  for (const id of plan.journeysNotInFolder) {
    output.print(
      yellow(
        `  journey ${id} is not in the folder and stays as it is; \`perennial journey stop ${id}\` ends it`,
      ),
    );
  }
  for (const breach of plan.refusedBecause) output.print(red(`  refused: ${breach}`));
  const changes = [plan.program, ...plan.journeys, ...plan.templates].filter(
    ({ change }) => change !== 'unchanged',
  );
  const count = changes.length === 1 ? '1 change' : `${changes.length} changes`;
  output.print(
    changes.length === 0
      ? 'Nothing would change.'
      : `${count}; rules in force would be revision ${plan.revision}.`,
  );
}

/** Prints one line, the changed lines of its file, and remarks. */
function printChange(
  output: Output,
  thing: string,
  planned: PlannedChange,
  remarks: readonly string[],
): void {
  const { green, yellow, red, dim } = output.colors;
  const { id, change, version, difference } = planned;
  const sign = { new: green('+'), changed: yellow('~'), unchanged: dim('=') }[change];
  output.print(
    `${sign} ${thing} ${id} ${dim(`version ${version}${change === 'unchanged' ? ', unchanged' : ''}`)}`,
  );
  for (const remark of remarks) output.print(`    ${remark}`);
  const paint = { '+': green, '-': red, ' ': dim };
  for (const line of difference) output.print(paint[line.sign](`    ${line.sign} ${line.text}`));
}

function concerning({
  change,
  runsOpen,
  holdingNow,
  audienceAtLaunch,
}: Plan['journeys'][number]): readonly string[] {
  const remarks: string[] = [];
  if (change === 'changed' && runsOpen > 0) {
    remarks.push(`${runsOpen} members are inside; they go on with the version that they began with`);
  }
  if (holdingNow === null) {
    remarks.push(
      'how many members hold its entry is known after publishing: it counts events that nobody counted so far',
    );
  } else if (holdingNow !== undefined) {
    const fate =
      audienceAtLaunch === 'future' ? 'they do not enter (audienceAtLaunch: future)' : 'they enter at once';
    remarks.push(`${holdingNow} members hold its entry now; ${fate}`);
  }
  return remarks;
}
