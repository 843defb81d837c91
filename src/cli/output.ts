import pc from 'picocolors';
import type { Colors } from 'picocolors/types.js';

/** Where a verb writes: results to standard output, everything else to standard error; colour only on a terminal. */
export interface Output {
  readonly colors: Colors;
  print(line: string): void;
  printJson(value: unknown): void;
  printError(line: string): void;
  /** Whether a JSON document was printed: there is never a second one. */
  hasPrintedJson(): boolean;
}

export function createOutput(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output {
  let hasPrintedJson = false;
  return {
    colors: pc.createColors(stdout.isTTY && stderr.isTTY && pc.isColorSupported),
    print: (line) => stdout.write(`${line}\n`),
    printJson: (value) => {
      hasPrintedJson = true;
      stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    printError: (line) => stderr.write(`${line}\n`),
    hasPrintedJson: () => hasPrintedJson,
  };
}
