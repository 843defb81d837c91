import { readProgramFolder, UnreadableFile } from '../adapters/program-folder.ts';
import type { Finding, Parsed } from '../schemas/files/finding.ts';
import { formatFinding } from '../schemas/files/finding.ts';
import { parseProgramFolder } from '../schemas/files/parse-program-folder.ts';
import type { ProgramFolder } from '../schemas/files/program-folder.ts';
import { CliFailure, EXIT } from './cli.ts';

/** Reads and checks a program's folder. Ends the verb with every finding when something is wrong. */
export async function readFolder(folder: string): Promise<ProgramFolder> {
  const files = await readProgramFolder(folder).catch(unreadable);
  return parsedOrFail(parseProgramFolder(files), folder);
}

/** What was parsed, or every finding as the end of the verb. */
export function parsedOrFail<T>(parsed: Parsed<T>, folder: string): T {
  if (parsed.ok) return parsed.value;
  throw new CliFailure(listed(parsed.findings, folder), EXIT.refused, {
    code: 'invalid_input',
    detail: `${parsed.findings.length} findings`,
    findings: parsed.findings,
  });
}

/** Ends the verb when a file cannot be read; anything else is thrown on. */
export function unreadable(error: unknown): never {
  throw error instanceof UnreadableFile ? new CliFailure(error.message, EXIT.usage) : error;
}

function listed(findings: readonly Finding[], folder: string): string {
  const things = findings.length === 1 ? '1 thing is wrong' : `${findings.length} things are wrong`;
  return [`${things} in ${folder}:`, ...findings.map((finding) => `  ${formatFinding(finding)}`)].join('\n');
}
