import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { runCommand } from '../../setup/command.ts';
import { canReach, obtainPostgres } from '../../setup/steps/postgresql.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { migrateToLatest } from '../../src/db/migrate.ts';
import { systemClock } from '../../src/processes/clock.ts';
import type { Connections } from '../../src/processes/connections.ts';
import { application } from '../../src/processes/local/application.ts';
import { connectionsOf } from '../../src/processes/local/bring-up.ts';
import { localDatabase, prepareHome } from '../../src/processes/local/installation.ts';
import { temporalServer } from '../../src/processes/local/temporal-server.ts';
import type { Context } from '../../src/services/context.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { startMailSink, type MailSink } from '../support/mail-sink.ts';
import { freeSettings } from './free-settings.ts';
import { Part } from './part.ts';

const COMMAND_LINE = path.resolve(import.meta.dirname, '../../src/cli/perennial.ts');
/** A mail goes out as soon as it is planned: what is looked for is what happens twice, not how fast. */
const SENDING_PER_SECOND = '1000';
const STATEMENT_TIMEOUT_MS = 60_000;

export type PartName = 'database' | 'temporal' | 'worker' | 'api';

/** What `npm start` runs, each part a process of its own that may be killed; only the mail goes to a sink. */
export interface Installation {
  readonly home: string;
  readonly parts: Readonly<Record<PartName, Part>>;
  readonly connections: Connections;
  readonly url: string;
  readonly mails: MailSink;
  /** A pool of the test's own, which no part knows of. */
  readonly db: Database;
  readonly context: () => Context;
  /** How parts ended that nobody ended; none unless something is wrong. */
  readonly fallen: () => readonly string[];
  /** Has the workflows of members looked after now, instead of within the next minute. */
  readonly reconcileSoon: () => Promise<void>;
  /** Runs the command line as an operator would; rejects when it fails. */
  readonly perennial: (...args: string[]) => Promise<string>;
  readonly end: () => Promise<void>;
}

/** Starts everything on free ports and a new folder, with an empty database. */
export async function startInstallation(): Promise<Installation> {
  const programs = await obtainPostgres();
  const home = await newHome((folder) => programs.account === null || canReach(programs.account, folder));
  const mails = await startMailSink();
  const settings = await freeSettings(home, { SMTP_URL: mails.url });
  const database = await localDatabase(settings, programs);
  const connections = connectionsOf(settings, database);
  const parts = {
    database: new Part(database.service),
    temporal: new Part(temporalServer(settings, temporalProgram())),
    worker: new Part(fast(application('worker', settings, connections))),
    api: new Part(fast(application('API', settings, connections))),
  };
  const db = openDatabase(connections.DATABASE_URL, { statementTimeoutMs: STATEMENT_TIMEOUT_MS });
  const definitions = createDefinitionsStore();
  await Promise.all([parts.database.start(), parts.temporal.start()]);
  await database.provision();
  await migrateToLatest(connections.DATABASE_OWNER_URL, new Date());
  await Promise.all([parts.worker.start(), parts.api.start()]);
  return {
    home,
    parts,
    connections,
    url: `http://127.0.0.1:${settings.ports.api}`,
    mails,
    db,
    context: () => ({ db, definitions, now: systemClock.now(), actor: { kind: 'operator', name: 'test' } }),
    fallen: () => Object.values(parts).flatMap((part) => part.fallen ?? []),
    reconcileSoon: () => triggerReconcile(connections.TEMPORAL_ADDRESS),
    perennial: (...args) =>
      runCommand(process.execPath, [COMMAND_LINE, ...args], {
        env: { ...process.env, ...connections, PERENNIAL_HOME: home },
      }),
    end: async () => {
      await db.destroy();
      await Promise.all([parts.worker.stop(), parts.api.stop()]);
      await Promise.all([parts.temporal.stop(), parts.database.stop(), mails.stop()]);
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function newHome(isReachable: (folder: string) => boolean): Promise<string> {
  const root = [os.tmpdir(), '/var/tmp', '/tmp'].find(isReachable);
  if (root === undefined) throw new Error('no folder for temporary files can be reached by PostgreSQL');
  const home = await mkdtemp(path.join(root, 'perennial-faults-'));
  await chmod(home, 0o711);
  await prepareHome(home);
  return home;
}

function temporalProgram(): string {
  const program = inject('temporalCliPath');
  if (program === null)
    throw new Error('Temporal’s development server was never fetched; `npm test` does it');
  return program;
}

function fast<T extends ReturnType<typeof application>>(definition: T): T {
  return { ...definition, env: { ...definition.env, SENDING_RATE: SENDING_PER_SECOND } };
}

async function triggerReconcile(address: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    await new Client({ connection }).schedule.getHandle('reconcile').trigger();
  } finally {
    await connection.close();
  }
}
