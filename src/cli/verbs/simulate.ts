import path from 'node:path';
import type { Command } from 'commander';
import { findStories } from '../../adapters/source-files.ts';
import { compareTraces, dataText } from '../../domain/simulation/compare-traces.ts';
import { simulate } from '../../domain/simulation/simulate.ts';
import type { Story } from '../../domain/simulation/story.ts';
import type { TraceLine } from '../../domain/simulation/trace.ts';
import type { ComparedLine } from '../../domain/text/line-difference.ts';
import type { Zone } from '../../domain/values/calendar.ts';
import { formatInstant } from '../../domain/values/instant.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { definitionsOf } from '../../schemas/files/definitions-of.ts';
import { parseFile } from '../../schemas/files/parse-file.ts';
import type { ProgramFolder } from '../../schemas/files/program-folder.ts';
import { storyFile } from '../../schemas/files/story.ts';
import { writeTraceLine } from '../../schemas/files/write-trace-line.ts';
import { CliFailure } from '../cli.ts';
import type { Cli } from '../cli.ts';
import { JSON_OPTION, type JsonOption } from '../options.ts';
import type { Output } from '../output.ts';
import { parsedOrFail, readFile, readFolder, unreadable } from '../read-files.ts';

const DESCRIPTION = `Tells a member's story on a virtual clock and compares what comes of it with what the story expects.
Needs no server. Exit code 1 when a story ends otherwise.`;

interface SimulateOptions extends JsonOption {
  /** A folder, not an id. */
  readonly program?: string;
}

/** A story that was told: what came of it, and where that differs from what it expects. */
interface ToldStory {
  readonly story: Story;
  readonly zone: Zone;
  readonly trace: readonly TraceLine[];
  readonly difference: readonly ComparedLine[];
}

export function registerSimulate(perennial: Command, cli: Cli): void {
  perennial
    .command('simulate')
    .description(DESCRIPTION)
    .argument('<stories...>', 'story files, or a program’s folder for all of its stories/')
    .option('--program <folder>', 'the program’s folder; the one above stories/, unless given')
    .option(...JSON_OPTION)
    .action((files: readonly string[], options: SimulateOptions) => runSimulate(cli, files, options));
}

async function runSimulate(
  cli: Cli,
  files: readonly string[],
  { program, json }: SimulateOptions,
): Promise<void> {
  const told: ToldStory[] = [];
  for (const file of await storyFiles(files)) {
    const folder = await readFolder(program ?? path.dirname(path.dirname(path.resolve(file))));
    const story = parsedOrFail(parseFile(await readFile(file), storyFile), file).value;
    told.push(tell(file, story, folder));
  }
  if (json === true) cli.output.printJson(told.map(asJson));
  else for (const one of told) print(cli.output, one);
  const otherwise = told.filter(({ difference }) => difference.length > 0).length;
  if (otherwise > 0)
    throw new CliFailure(`${otherwise} of ${told.length} stories end otherwise than expected`);
}

async function storyFiles(named: readonly string[]): Promise<readonly string[]> {
  return (await Promise.all(named.map((name) => findStories(name).catch(unreadable)))).flat();
}

function tell(file: string, story: Story, folder: ProgramFolder): ToldStory {
  try {
    const { trace } = simulate(story, [definitionsOf(folder, story.start)]);
    const zone = story.member.zone ?? folder.program.definition.zone;
    return {
      story,
      zone,
      trace,
      difference: compareTraces(story.expect, trace, (line) => writeTraceLine(line, zone)),
    };
  } catch (error) {
    if (error instanceof RangeError) throw new CliFailure(`${file}: ${error.message}`);
    throw error;
  }
}

function asJson({ story, trace, difference }: ToldStory) {
  return {
    story: story.name,
    asExpected: difference.length === 0,
    trace: trace.map(({ at, what, data }) => ({ at: formatInstant(at), what, ...data })),
    difference,
  };
}

function print(output: Output, { story, zone, trace, difference }: ToldStory): void {
  const { bold, dim, green, red, cyan } = output.colors;
  const line = (text: string): void => output.print(text);
  line(`${bold(story.name)} ${dim(`times in ${zone}`)}`);
  for (const { at, what, data } of trace) {
    line(`  ${localTime(at, zone)}  ${cyan(what.padEnd(16))}  ${dim(dataText(data))}`);
  }
  if (difference.length === 0) return line(`  ${green('as expected')}\n`);
  line(`  ${red('not as expected')} ${dim('(- expected, + came)')}`);
  const paint = { '+': green, '-': red, ' ': dim };
  for (const { sign, text } of difference) line(paint[sign](`    ${sign} - ${text}`));
  line('');
}

/** `Fri 2027-02-19 10:00:00` by the clocks of the zone. */
function localTime(at: Instant, zone: string): string {
  const options = { timeZone: zone, hourCycle: 'h23' } as const;
  const weekday = new Intl.DateTimeFormat('en', { ...options, weekday: 'short' }).format(at);
  const date = new Intl.DateTimeFormat('sv-SE', { ...options, dateStyle: 'short', timeStyle: 'medium' });
  return `${weekday} ${date.format(at)}`;
}
