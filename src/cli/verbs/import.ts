import { Option, type Command } from 'commander';
import { parseMapping } from '../../schemas/files/mapping.ts';
import { termsOf, type FileFormat } from '../../services/import/event-file.ts';
import { dryRun, eventRecorder, type EventRecorder } from '../../services/import/event-recorder.ts';
import { importFile, type ImportProgress, type ImportSummary } from '../../services/import/import-file.ts';
import { CliFailure, EXIT, type Cli } from '../cli.ts';
import { JSON_OPTION, PROGRAM_OPTION, type JsonOption, type ProgramOption } from '../options.ts';
import { progressLine } from '../progress-line.ts';
import { parsedOrFail, readFile, unreadable } from '../read-files.ts';

interface ImportOptions extends JsonOption, ProgramOption {
  readonly format?: FileFormat['kind'];
  readonly map?: string;
  readonly source?: string;
  readonly enrol?: boolean;
  readonly rejects?: string;
  readonly history?: boolean;
  readonly dryRun?: true;
}

const DESCRIPTION = `Records the events of a file: purchases and returns from CSV by a mapping, or NDJSON; packed with gzip or not.
Safe to repeat: what is recorded already is left as it is. Lines that are not taken go to FILE.rejects.csv or .ndjson.`;

const NDJSON_NAME = /\.(ndjson|jsonl)(\.gz)?$/i;

export function registerImport(perennial: Command, cli: Cli): void {
  perennial
    .command('import')
    .description(DESCRIPTION)
    .argument('<file>', 'the file with the events')
    .addOption(
      new Option(
        '--format <format>',
        'unless the name says it: .ndjson and .jsonl are NDJSON, others CSV',
      ).choices(['csv', 'ndjson']),
    )
    .option('--map <map>', 'CSV: the mapping file, see docs/files/mapping.md')
    .option('--source <name>', 'NDJSON: the source of the events')
    .option('--enrol', 'NDJSON: members that are not there are enrolled, at the time of their first event')
    .option(...PROGRAM_OPTION)
    .option(
      '--history',
      'events of any age, for which nothing is decided: members are looked at once, at the end',
    )
    .option('--dry-run', 'read the file and say what would be recorded')
    .option('--rejects <file>', 'where lines that are not taken are written')
    .option(...JSON_OPTION)
    .action((file: string, options: ImportOptions) => runImport(cli, file, options));
}

async function runImport(cli: Cli, path: string, options: ImportOptions): Promise<void> {
  const format = await formatOf(path, options);
  const rejectsPath = options.rejects ?? `${path}.rejects.${format.kind}`;
  const recorder = options.dryRun === true ? dryRun : await programRecorder(cli, format, options);
  const progress = progressLine();
  const startedAt = performance.now();
  let recordingSince = startedAt;
  const onProgress = (step: ImportProgress): void => {
    if (step.phase === 'reading') recordingSince = performance.now();
    progress.show(describe(step, (performance.now() - recordingSince) / 1000));
  };
  let summary: ImportSummary;
  try {
    const input = { path, format, rejectsPath, recorder, onProgress };
    summary = parsedOrFail(await importFile(input).catch(unreadable), options.map ?? path);
  } finally {
    progress.clear();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  if (options.json === true) cli.output.printJson({ ...summary, seconds: Math.round(seconds * 10) / 10 });
  else printSummary(cli, summary, { ...options, seconds, rejectsPath });
}

async function formatOf(
  path: string,
  { format, map, source, enrol = false }: ImportOptions,
): Promise<FileFormat> {
  const kind = format ?? (NDJSON_NAME.test(path) ? 'ndjson' : 'csv');
  if (kind === 'csv') {
    if (source !== undefined || enrol) {
      throw new CliFailure('--source and --enrol are for NDJSON; a mapping says both for CSV', EXIT.usage);
    }
    if (map === undefined) {
      throw new CliFailure('CSV needs --map, the mapping file; see docs/files/mapping.md', EXIT.usage);
    }
    return { kind, mapping: parsedOrFail(parseMapping(await readFile(map)), map) };
  }
  if (map !== undefined) throw new CliFailure('--map is for CSV; NDJSON needs no mapping', EXIT.usage);
  if (source === undefined) throw new CliFailure('NDJSON needs --source, as events have it', EXIT.usage);
  return { kind, source, enrol };
}

async function programRecorder(
  cli: Cli,
  format: FileFormat,
  { program, history = false }: ImportOptions,
): Promise<EventRecorder> {
  const programId = await cli.programId(program);
  const { db, definitions, actor } = cli.context();
  if ((await definitions.current(db, programId)) === null) {
    throw new CliFailure(`no_program: there is no program ${programId}`);
  }
  return eventRecorder(
    { db, definitions, actor, clock: cli.clock },
    { programId, ...termsOf(format), history },
  );
}

function describe(step: ImportProgress, recordingSeconds: number): string {
  if (step.phase === 'reading') {
    const percent = Math.floor((step.bytes / Math.max(1, step.bytesTotal)) * 100);
    return `reading: ${count(step.lines)} lines, ${percent} %`;
  }
  const percent = Math.floor((step.events / Math.max(1, step.eventsTotal)) * 100);
  return `recording: ${count(step.events)} of ${count(step.eventsTotal)} events, ${percent} %, ${count(step.events / recordingSeconds)}/s`;
}

function printSummary(
  { output }: Cli,
  summary: ImportSummary,
  { dryRun: isDryRun, seconds, rejectsPath }: ImportOptions & { seconds: number; rejectsPath: string },
): void {
  const { read, events, recorded, duplicates, enrolled, skipped, rejected, skippedBy, rejectedBy } = summary;
  output.print(`${count(read)} lines read in ${seconds.toFixed(1)} s (${count(read / seconds)}/s)`);
  output.print(`  skipped   ${count(skipped)}${reasons(skippedBy)}`);
  output.print(`  rejected  ${count(rejected)}${reasons(rejectedBy)}`);
  if (isDryRun === true) {
    output.print(`${count(events)} events would be sent; nothing was recorded`);
  } else {
    output.print(`${count(events)} events`);
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
