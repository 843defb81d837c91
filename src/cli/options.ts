/** `--json`: one JSON document on standard output in place of sentences. */
export const JSON_OPTION = ['--json', 'for machines'] as const;

export interface JsonOption {
  readonly json?: true;
}

/** `--program`: whose program is meant, see `Cli.programId`. */
export const PROGRAM_OPTION = ['--program <id>', 'the program; needed when there are several'] as const;

export interface ProgramOption {
  readonly program?: string;
}
