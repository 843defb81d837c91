import { checkCondition } from '../../domain/condition/check-condition.ts';
import { checkJourney } from '../../domain/journey/check.ts';
import type { MessageNode } from '../../domain/journey/journey.ts';
import { faultsOfWord } from '../../domain/program/fault.ts';
import type { Fault } from '../../domain/program/fault.ts';
import type { Program } from '../../domain/program/program.ts';
import { formatPath, inReadingOrder } from './finding.ts';
import type { Finding, Parsed } from './finding.ts';
import { journeyFile } from './journey.ts';
import type { JourneyFile } from './journey.ts';
import { nearestWord } from './nearest.ts';
import { parseFile } from './parse-file.ts';
import type { ParsedFile } from './parse-file.ts';
import type { ProgramFolder, SourceFile } from './program-folder.ts';
import { programFile } from './program.ts';
import { checkTemplateValues } from './template-values.ts';
import { parseTemplate } from './template.ts';
import type { YamlFile } from './yaml-file.ts';

const PROGRAM_FILE = 'program.yaml';

/**
 * Reads the files of a program's folder: `program.yaml`, `journeys/*.yaml` and `templates/<id>/`; other files are not
 * looked at. All findings of all files are answered, what one file says of another included.
 */
export function parseProgramFolder(files: readonly SourceFile[]): Parsed<ProgramFolder> {
  const findings: Finding[] = [];
  const keep = <T>(parsed: Parsed<T>): readonly T[] => {
    if (parsed.ok) return [parsed.value];
    findings.push(...parsed.findings);
    return [];
  };
  const source = files.find(({ path }) => path === PROGRAM_FILE);
  if (source === undefined) return { ok: false, findings: [missing(PROGRAM_FILE)] };
  const [program] = keep(parseFile(source, programFile));
  const journeyFiles = files.filter(({ path }) => /^journeys\/[^/]+\.ya?ml$/.test(path));
  const journeys = journeyFiles.flatMap((file) => keep(parseFile(file, journeyFile)));
  const templates = templateIds(files).flatMap((id) => keep(parseTemplate(id, files)));

  findings.push(...twice(journeys));
  if (program !== undefined) {
    findings.push(...checkEarnRules(program));
    const offered = templateIds(files);
    for (const journey of journeys) findings.push(...checkAgainst(journey, program.value, offered));
    for (const template of templates) {
      const nodes = journeys.flatMap(({ value }) => messagesOf(value, template.id));
      findings.push(...checkTemplateValues(template, nodes, program.value));
    }
  }
  if (program === undefined || findings.length > 0) return { ok: false, findings: inReadingOrder(findings) };
  return {
    ok: true,
    value: {
      program: { definition: program.value, source: source.text },
      journeys: journeys.map(({ value, yaml }) => ({ definition: value.journey, source: yaml.text })),
      templates,
    },
  };
}

function missing(file: string): Finding {
  return { file, line: 1, column: 1, path: '', reason: 'is missing', nearest: null };
}

function templateIds(files: readonly SourceFile[]): readonly string[] {
  const ids = files.flatMap(({ path }) => /^templates\/([^/]+)\/[^/]+$/.exec(path)?.[1] ?? []);
  return [...new Set(ids)];
}

function checkEarnRules({ value: program, yaml }: ParsedFile<Program>): readonly Finding[] {
  const faults = program.earn.flatMap(({ who }, index) =>
    who === null ? [] : checkCondition(who, { program, nodes: null }, ['earn', index, 'who']),
  );
  return faults.map((fault) => findingOf(fault, yaml));
}

/** What a journey file says of the program and the templates beside it. */
function checkAgainst(
  { value: { program: named, journey }, yaml }: ParsedFile<JourneyFile>,
  program: Program,
  templates: readonly string[],
): readonly Finding[] {
  const faults = [...checkJourney(journey, program)];
  if (named !== program.id) {
    const reason = `belongs to "${named}", and this is the folder of "${program.id}"`;
    faults.push({ path: ['program'], reason });
  }
  for (const [id, node] of Object.entries(journey.nodes)) {
    if (node.kind !== 'message') continue;
    faults.push(...faultsOfWord(['nodes', id, 'template'], 'template', node.template, templates));
  }
  return faults.map((fault) => findingOf(fault, yaml));
}

function messagesOf({ journey }: JourneyFile, template: string): readonly MessageNode[] {
  return Object.values(journey.nodes).flatMap((node) =>
    node.kind === 'message' && node.template === template ? [node] : [],
  );
}

function findingOf({ path, reason, meant }: Fault, yaml: YamlFile): Finding {
  const nearest = meant === undefined ? null : nearestWord(meant.word, meant.among);
  return { file: yaml.file, ...yaml.locate(path), path: formatPath(path), reason, nearest };
}

function twice(journeys: readonly ParsedFile<JourneyFile>[]): readonly Finding[] {
  const fileOf = new Map<string, string>();
  return journeys.flatMap(({ value: { journey }, yaml }) => {
    const first = fileOf.get(journey.id);
    fileOf.set(journey.id, first ?? yaml.file);
    if (first === undefined) return [];
    const reason = `"${journey.id}" is the journey of ${first} already`;
    return [{ file: yaml.file, ...yaml.locate(['journey']), path: 'journey', reason, nearest: null }];
  });
}
