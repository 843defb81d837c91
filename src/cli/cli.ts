import type { Command } from 'commander';
import { openDatabase } from '../db/database.ts';
import type { Database } from '../db/database.ts';
import type { Clock } from '../domain/values/instant.ts';
import type { Refusal, Result } from '../domain/values/result.ts';
import type { Finding } from '../schemas/files/finding.ts';
import type { Environment } from '../processes/environment.ts';
import type { LocalSettings } from '../processes/local/settings.ts';
import type { Context } from '../services/context.ts';
import { createDefinitionsStore } from '../services/program/definitions-store.ts';
import type { Ask } from './ask.ts';
import type { Output } from './output.ts';

/** Adds a verb to the command line. One file each in `verbs/`, and a line in `run-perennial.ts`. */
export type RegisterVerb = (perennial: Command, cli: Cli) => void;

/** What verbs are given. Nothing is opened before a verb asks for it. */
export interface Cli {
  readonly clock: Clock;
  readonly output: Output;
  environment(): Environment;
  /** The local installation, whether there is one or not. */
  localSettings(): LocalSettings;
  /** Asks the person at the terminal, who must say yes. Throws `CliFailure` when nobody does. */
  confirm(question: string): Promise<void>;
  /** How the database is reached as the role that owns its schema. Throws `CliFailure`. */
  ownerUrl(): string;
  db(): Database;
  /** The operating system's user. */
  readonly actor: Context['actor'];
  /** With the present instant and the actor. */
  context(): Context;
  /** The program that an option names, else the only one. Throws `CliFailure`. */
  programId(named: string | undefined): Promise<string>;
  close(): Promise<void>;
}

export const EXIT = { ok: 0, refused: 1, usage: 2 } as const;

/** A refusal, and for files that are refused all that is wrong with them. */
export type Told = Refusal & { readonly findings?: readonly Finding[] };

/** Ends a verb with a sentence for the person at the terminal. */
export class CliFailure extends Error {
  readonly exitCode: number;
  /** What `--json` answers in place of the sentence. */
  readonly refusal: Told | null;

  constructor(message: string, exitCode: number = EXIT.refused, refusal: Told | null = null) {
    super(message);
    this.name = 'CliFailure';
    this.exitCode = exitCode;
    this.refusal = refusal;
  }
}

/** The value, or the refusal as the end of the verb. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const { refusal } = result;
  throw new CliFailure(`${refusal.code}: ${refusal.detail}`, EXIT.refused, refusal);
}

export interface CliOptions {
  readonly clock: Clock;
  readonly output: Output;
  readonly operator: string;
  readonly readEnvironment: () => Environment;
  readonly localSettings: () => LocalSettings;
  readonly ask: Ask;
}

export function createCli(options: CliOptions): Cli {
  const { clock, output, operator, readEnvironment, localSettings, ask } = options;
  let environment: Environment | null = null;
  let db: Database | null = null;
  const definitions = createDefinitionsStore();
  const cli: Cli = {
    clock,
    output,
    environment: () => (environment ??= readEnvironment()),
    actor: { kind: 'operator', name: operator },
    localSettings,
    confirm: async (question) => {
      const answer = await ask(question);
      if (answer === null) throw new CliFailure('nobody is there to be asked: say --yes', EXIT.usage);
      if (!/^y(es)?$/i.test(answer.trim())) throw new CliFailure('Nothing was changed.');
    },
    ownerUrl: () => {
      const { databaseOwnerUrl } = cli.environment();
      if (databaseOwnerUrl !== null) return databaseOwnerUrl;
      throw new CliFailure(
        'only the role that owns the schema may do this: set DATABASE_OWNER_URL',
        EXIT.usage,
      );
    },
    db: () => (db ??= openDatabase(cli.environment().databaseUrl, { connectionsMax: 4 })),
    context: () => ({
      db: cli.db(),
      definitions,
      now: clock.now(),
      actor: cli.actor,
    }),
    programId: async (named) => named ?? onlyProgram(cli.db()),
    close: async () => {
      await db?.destroy();
    },
  };
  return cli;
}

async function onlyProgram(db: Database): Promise<string> {
  const programs = await db.selectFrom('program').select('id').orderBy('id').limit(20).execute();
  const [only, ...more] = programs.map(({ id }) => id);
  if (only === undefined) throw new CliFailure('no_program: no program has been applied yet');
  if (more.length === 0) return only;
  throw new CliFailure(
    `there are several programs; say which: --program ${[only, ...more].join(' | ')}`,
    EXIT.usage,
  );
}
