import pc from 'picocolors';
import type { Instant } from '../domain/values/instant.ts';
import type { Environment } from '../processes/environment.ts';
import { readLocalSettings } from '../processes/local/settings.ts';
import { runPerennial } from './run-perennial.ts';

export interface Answer {
  readonly exitCode: number;
  readonly printed: string;
  readonly errors: string;
}

export type Prompt = (...args: readonly string[]) => Promise<Answer>;

/** Runs verbs as at a prompt, without colours; what they write is answered instead of shown. */
export function promptAt({
  now,
  readEnvironment,
  answer = null,
}: {
  readonly now: Instant;
  readonly readEnvironment: () => Environment;
  /** To every question; null: nobody is there. */
  readonly answer?: string | null;
}): Prompt {
  return async (...args) => {
    const printed: string[] = [];
    const errors: string[] = [];
    let hasPrintedJson = false;
    const exitCode = await runPerennial(args, {
      clock: { now: () => now },
      operator: 'ada',
      output: {
        colors: pc.createColors(false),
        print: (line) => void printed.push(line),
        printJson: (value) => {
          hasPrintedJson = true;
          printed.push(JSON.stringify(value));
        },
        printError: (line) => void errors.push(line),
        hasPrintedJson: () => hasPrintedJson,
      },
      readEnvironment,
      localSettings: () => readLocalSettings({ PERENNIAL_HOME: readEnvironment().home }),
      ask: () => Promise.resolve(answer),
    });
    return { exitCode, printed: printed.join('\n'), errors: errors.join('\n') };
  };
}
