import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
  /** The command is killed after this time. */
  readonly timeoutMs?: number;
  /** How many of the last lines of its output the message of a failure carries. */
  readonly outputLinesShown?: number;
}

const OUTPUT_LINES_SHOWN = 12;

/**
 * Runs a program to its end and answers what it wrote. Throws when it cannot be started, is killed or
 * exits with another code than 0; the message carries the last lines of its output.
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { timeoutMs, outputLinesShown = OUTPUT_LINES_SHOWN, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...spawnOptions,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
    const endWithThisProcess = () => child.kill();
    process.once('exit', endWithThisProcess);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', (error) => reject(new Error(`${program}: ${error.message}`, { cause: error })));
    child.once('close', (code, signal) => {
      process.off('exit', endWithThisProcess);
      if (code === 0) return resolve(output);
      const ending = signal === null ? `exit code ${code}` : `ended by ${signal}`;
      reject(new Error(`${program}: ${ending}\n${lastLines(output, outputLinesShown)}`));
    });
  });
}

function lastLines(output: string, count: number): string {
  return output.trim().split('\n').slice(-count).join('\n');
}
