import { openDatabase, type Database } from '../src/db/database.ts';
import { APPLICATION_ROLE, OWNER_ROLE } from '../src/db/provision.ts';
import { databaseUrl } from '../src/processes/local/postgres-cluster.ts';
import { startTestCluster, TEMPLATE_DATABASE } from '../test/support/test-cluster.ts';
import { cpuMsOfTree } from './cpu-time.ts';

/** Every commit waits for the disk, as on a server that keeps its promises. */
const DURABLE = { max_connections: '200', shared_buffers: '512MB', max_wal_size: '4GB' };
const CONNECTIONS = 8;

/** A PostgreSQL server for one run, with the tables of Perennial. */
export interface BenchCluster {
  readonly superuserUrl: string;
  /** As the superuser, where the tables of Perennial are. */
  readonly tablesUrl: string;
  readonly applicationUrl: string;
  readonly ownerUrl: string;
  readonly db: Database;
  /** CPU time in milliseconds that the server has used so far. */
  readonly cpuMs: () => number;
  readonly stop: () => Promise<void>;
}

export async function startBenchCluster(): Promise<BenchCluster> {
  const { cluster, serverPid, stop } = await startTestCluster(DURABLE);
  const { port, superuserUrl, applicationPassword, ownerPassword } = cluster;
  const applicationUrl = databaseUrl(APPLICATION_ROLE, applicationPassword, port, TEMPLATE_DATABASE);
  const db = openDatabase(applicationUrl, { connectionsMax: CONNECTIONS });
  const tablesUrl = new URL(superuserUrl);
  tablesUrl.pathname = `/${TEMPLATE_DATABASE}`;
  return {
    superuserUrl,
    tablesUrl: tablesUrl.href,
    applicationUrl,
    ownerUrl: databaseUrl(OWNER_ROLE, ownerPassword, port, TEMPLATE_DATABASE),
    db,
    cpuMs: () => cpuMsOfTree(serverPid),
    stop: async () => {
      await db.destroy();
      await stop();
    },
  };
}
