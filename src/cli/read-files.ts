import { readProgramFolder, readSourceFile } from '../adapters/source-files.ts';
import type { Finding, Parsed } from '../schemas/files/finding.ts';
import { formatFinding } from '../schemas/files/finding.ts';
import { parseProgramFolder } from '../schemas/files/parse-program-folder.ts';
import type { ProgramFolder, SourceFile } from '../schemas/files/program-folder.ts';
import { UnreadableFile } from '../schemas/files/unreadable-file.ts';
import { CliFailure, EXIT } from './cli.ts';

/** Reads and checks a program's folder. Ends the verb with every finding when something is wrong. */
export async function readFolder(folder: string): Promise<ProgramFolder> {
  const files = await readProgramFolder(folder).catch(unreadable);
  return parsedOrFail(parseProgramFolder(files), folder);
}

/** Reads one file. Ends the verb when it cannot be read. */
export async function readFile(file: string): Promise<SourceFile> {
  return readSourceFile(file).catch(unreadable);
}

/** What was parsed, or every finding as the end of the verb. */
export function parsedOrFail<T>(parsed: Parsed<T>, name: string): T {
  if (parsed.ok) return parsed.value;
  throw new CliFailure(listed(parsed.findings, name), EXIT.refused, {
    code: 'invalid_input',
    detail: `${parsed.findings.length} findings`,
    findings: parsed.findings,
  });
}

/** Ends the verb when a file cannot be read; anything else is thrown on. */
export function unreadable(error: unknown): never {
  throw error instanceof UnreadableFile ? new CliFailure(error.message, EXIT.usage) : error;
}

function listed(findings: readonly Finding[], name: string): string {
  const things = findings.length === 1 ? '1 thing is wrong' : `${findings.length} things are wrong`;
  return [`${things} in ${name}:`, ...findings.map((finding) => `  ${formatFinding(finding)}`)].join('\n');
}
