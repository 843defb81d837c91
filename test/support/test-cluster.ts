import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { canReach, obtainPostgres, type PostgresPrograms } from '../../setup/steps/postgresql.ts';
import { migrateToLatest } from '../../src/db/migrate.ts';
import { OWNER_ROLE, provisionDatabase, provisionRoles, withClient } from '../../src/db/provision.ts';
import {
  acceptsConnections,
  databaseUrl,
  initialiseCluster,
  serverArguments,
  superuserUrl,
  type Cluster,
} from '../../src/processes/local/postgres-cluster.ts';
import { startService } from '../../src/processes/local/service.ts';

/** Where the run's PostgreSQL listens and who may log in; what each test file needs to make its own database. */
export interface TestCluster {
  readonly port: number;
  readonly superuserUrl: string;
  readonly ownerPassword: string;
  readonly applicationPassword: string;
}

/** The migrated database that every test's database is copied from. */
export const TEMPLATE_DATABASE = 'perennial_template';

/** Nothing in a test outlives the machine's power, so nothing waits for the disk. */
const FAST_AND_FORGETFUL = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};

export interface RunningTestCluster {
  readonly cluster: TestCluster;
  /** The process of the server, whose children serve the connections. */
  readonly serverPid: number;
  readonly stop: () => Promise<void>;
}

/** Starts one PostgreSQL for a whole run of tests on a free port, with the roles and the migrated template. */
export async function startTestCluster(
  settings: Readonly<Record<string, string>> = FAST_AND_FORGETFUL,
): Promise<RunningTestCluster> {
  const programs = await obtainPostgres();
  const folder = await temporaryFolder(programs);
  const [superuserPassword, ownerPassword, applicationPassword] = [secret(), secret(), secret()];
  const definition: Cluster = {
    programs,
    dataFolder: path.join(folder, 'postgres'),
    port: await freePort(),
    superuserPassword,
  };
  await initialiseCluster(definition);
  const url = superuserUrl(definition);
  const server = await startService({
    name: 'PostgreSQL for tests',
    program: programs.postgres,
    args: serverArguments(definition, settings),
    account: programs.account,
    logFile: path.join(folder, 'postgres.log'),
    isReady: () => acceptsConnections(url),
    readyWithinMs: 20_000,
    stopSignal: 'SIGINT',
    stopWithinMs: 5_000,
  });
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await withClient(url, async (superuser) => {
      await provisionRoles(superuser, { owner: ownerPassword, application: applicationPassword });
      await provisionDatabase(superuser, TEMPLATE_DATABASE);
    });
    await migrateToLatest(
      databaseUrl(OWNER_ROLE, ownerPassword, definition.port, TEMPLATE_DATABASE),
      new Date(),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  const cluster = { port: definition.port, superuserUrl: url, ownerPassword, applicationPassword };
  return { cluster, serverPid: server.pid, stop };
}

/** A new folder that PostgreSQL's account can enter, which the folder for temporary files of root need not be. */
async function temporaryFolder({ account }: PostgresPrograms): Promise<string> {
  const root = [os.tmpdir(), '/var/tmp', '/tmp'].find(
    (folder) => account === null || canReach(account, folder),
  );
  if (root === undefined) throw new Error('no folder for temporary files can be reached by PostgreSQL');
  const folder = await mkdtemp(path.join(root, 'perennial-test-'));
  await chmod(folder, 0o755);
  return folder;
}

function secret(): string {
  return randomBytes(16).toString('hex');
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
