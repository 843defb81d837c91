import type { Command } from 'commander';
import type { Mapping } from '../../domain/import/mapping.ts';
import { parseMapping } from '../../schemas/files/mapping.ts';
import {
  importFile,
  type ImportProgress,
  type ImportSummary,
  type OrderRecorder,
} from '../../services/import/import-file.ts';
import { dryRun, orderRecorder } from '../../services/import/record-orders.ts';
import { CliFailure, type Cli } from '../cli.ts';
import { JSON_OPTION, PROGRAM_OPTION, type JsonOption, type ProgramOption } from '../options.ts';
import { progressLine } from '../progress-line.ts';
import { parsedOrFail, readFile, unreadable } from '../read-files.ts';

interface ImportOptions extends JsonOption, ProgramOption {
  readonly map: string;
  readonly rejects?: string;
  readonly history?: true;
  readonly dryRun?: true;
}

const DESCRIPTION = `Records the purchases of a delimited file, such as CSV, packed with gzip or not.
Safe to repeat: what is recorded already is left as it is. Lines that are not taken go to FILE.rejects.csv.`;

export function registerImport(perennial: Command, cli: Cli): void {
  perennial
    .command('import')
    .description(DESCRIPTION)
    .argument('<file>', 'the file with the purchases')
    .requiredOption('--map <map>', 'the mapping file, see docs/files/mapping.md')
    .option(...PROGRAM_OPTION)
    .option(
      '--history',
      'purchases of any age, for which nothing is decided: members are looked at once, at the end',
    )
    .option('--dry-run', 'read the file and say what would be recorded')
    .option('--rejects <file>', 'where lines that are not taken are written')
    .option(...JSON_OPTION)
    .action((file: string, options: ImportOptions) => runImport(cli, file, options));
}

async function runImport(cli: Cli, path: string, options: ImportOptions): Promise<void> {
  const mapping = parsedOrFail(parseMapping(await readFile(options.map)), options.map);
  const rejectsPath = options.rejects ?? `${path}.rejects.csv`;
  const recorder = options.dryRun === true ? dryRun : await programRecorder(cli, mapping.value, options);
  const progress = progressLine();
  const startedAt = performance.now();
  let recordingSince = startedAt;
  const onProgress = (step: ImportProgress): void => {
    if (step.phase === 'reading') recordingSince = performance.now();
    progress.show(describe(step, (performance.now() - recordingSince) / 1000));
  };
  let summary: ImportSummary;
  try {
    const input = { path, mapping, rejectsPath, recorder, onProgress };
    summary = parsedOrFail(await importFile(input).catch(unreadable), options.map);
  } finally {
    progress.clear();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  if (options.json === true) cli.output.printJson({ ...summary, seconds: Math.round(seconds * 10) / 10 });
  else printSummary(cli, summary, { ...options, seconds, rejectsPath });
}

async function programRecorder(cli: Cli, mapping: Mapping, options: ImportOptions): Promise<OrderRecorder> {
  const programId = await cli.programId(options.program);
  const { db, definitions, actor } = cli.context();
  if ((await definitions.current(db, programId)) === null) {
    throw new CliFailure(`no_program: there is no program ${programId}`);
  }
  return orderRecorder(
    { db, definitions, actor, clock: cli.clock },
    {
      programId,
      source: mapping.source,
      enrol: mapping.member.enrol,
      history: options.history === true,
    },
  );
}

function describe(step: ImportProgress, recordingSeconds: number): string {
  if (step.phase === 'reading') {
    const percent = Math.floor((step.bytes / Math.max(1, step.bytesTotal)) * 100);
    return `reading: ${count(step.lines)} lines, ${percent} %`;
  }
  const percent = Math.floor((step.orders / Math.max(1, step.ordersTotal)) * 100);
  return `recording: ${count(step.orders)} of ${count(step.ordersTotal)} purchases, ${percent} %, ${count(step.orders / recordingSeconds)}/s`;
}

function printSummary(
  { output }: Cli,
  summary: ImportSummary,
  { dryRun: isDryRun, seconds, rejectsPath }: ImportOptions & { seconds: number; rejectsPath: string },
): void {
  const { read, orders, recorded, duplicates, enrolled, skipped, rejected, skippedBy, rejectedBy } = summary;
  output.print(`${count(read)} lines read in ${seconds.toFixed(1)} s (${count(read / seconds)}/s)`);
  output.print(`  skipped   ${count(skipped)}${reasons(skippedBy)}`);
  output.print(`  rejected  ${count(rejected)}${reasons(rejectedBy)}`);
  if (isDryRun === true) {
    output.print(`${count(orders)} purchases would be sent; nothing was recorded`);
  } else {
    output.print(`${count(orders)} purchases`);
    output.print(`  recorded  ${count(recorded)}`);
    output.print(`  there already  ${count(duplicates)}`);
    output.print(`${count(enrolled)} members enrolled`);
  }
  if (rejected > 0) output.print(`rejected lines are in ${rejectsPath}`);
}

function reasons(byReason: Readonly<Record<string, number>>): string {
  const parts = Object.entries(byReason).map(([reason, lines]) => `${reason} ${count(lines)}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
