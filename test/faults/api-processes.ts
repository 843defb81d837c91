import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { APPLICATION_ROLE } from '../../src/db/provision.ts';
import { systemClock } from '../../src/processes/clock.ts';
import { application } from '../../src/processes/local/application.ts';
import { connectionsOf } from '../../src/processes/local/bring-up.ts';
import { databaseUrl } from '../../src/processes/local/postgres-cluster.ts';
import type { Context } from '../../src/services/context.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { openBakery } from './bakery.ts';
import { freeSettings } from './free-settings.ts';
import { Part } from './part.ts';
import type { Counter } from './send.ts';

/** The API as processes of their own over one database, without Temporal and mail: recording needs neither. */
export interface ApiProcesses {
  readonly context: () => Context;
  readonly key: string;
  readonly apis: readonly ApiProcess[];
  /** All of them, in turn. */
  readonly counter: Counter;
  readonly end: () => Promise<void>;
}

export interface ApiProcess {
  readonly port: number;
  readonly part: Part;
}

export interface ApiProcessesOptions {
  readonly count: number;
  /** Where they find the database; its own port unless given. */
  readonly databasePort?: number;
}

/** Starts them on free ports, over a database of their own in which the bakery is open. */
export async function startApiProcesses({ count, databasePort }: ApiProcessesOptions): Promise<ApiProcesses> {
  const database = await createTestDatabase();
  const { db } = database;
  const definitions = createDefinitionsStore();
  const context = (): Context => ({
    db,
    definitions,
    now: systemClock.now(),
    actor: { kind: 'operator', name: 'test' },
  });
  const key = await openBakery(context());
  const home = await mkdtemp(path.join(os.tmpdir(), 'perennial-apis-'));
  const { port, applicationPassword } = inject('testCluster');
  const url = databaseUrl(APPLICATION_ROLE, applicationPassword, databasePort ?? port, database.name);
  const apis = await Promise.all(Array.from({ length: count }, () => startApi(home, url)));
  return {
    context,
    key,
    apis,
    counter: { key, url: (attempt) => `http://127.0.0.1:${apis[attempt % count]?.port}` },
    end: async () => {
      await Promise.all(apis.map(({ part }) => part.stop()));
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function startApi(home: string, url: string): Promise<ApiProcess> {
  const settings = await freeSettings(home, {
    DATABASE_URL: url,
    DATABASE_OWNER_URL: url,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    SMTP_URL: 'smtp://127.0.0.1:1',
  });
  const part = new Part(application('API', settings, connectionsOf(settings, null)));
  await part.start();
  return { port: settings.ports.api, part };
}
