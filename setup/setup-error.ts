/** One way that was tried, and why it did not work. */
export interface Attempt {
  readonly tried: string;
  readonly failed: string;
}

/** A set-up step that failed: what failed, what was tried, what to do. Its message is meant for people. */
export class SetupError extends Error {
  override readonly name = 'SetupError';

  constructor(what: string, attempts: readonly Attempt[], toDo: readonly string[]) {
    super(
      [
        `${what} could not be set up.`,
        ...attempts.flatMap(({ tried, failed }) => [`  tried: ${tried}`, ...indented(failed)]),
        'What to do:',
        ...toDo.map((line) => `  - ${line}`),
      ].join('\n'),
    );
  }
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `         ${line}`);
}
