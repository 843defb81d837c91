import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { PostgresPrograms } from '../../../setup/steps/postgresql.ts';
import {
  APPLICATION_ROLE,
  OWNER_ROLE,
  provisionDatabase,
  provisionRoles,
  withClient,
} from '../../db/provision.ts';
import { isOpenToOthers } from '../home.ts';
import { removeStalePostmasterPid } from './leftovers.ts';
import { databasePasswords } from './passwords.ts';
import {
  acceptsConnections,
  databaseUrl,
  initialiseCluster,
  serverArguments,
  superuserUrl,
  type Cluster,
} from './postgres-cluster.ts';
import type { ServiceDefinition } from './service.ts';
import type { LocalSettings } from './settings.ts';

export const DATABASE = 'perennial';

/** Creates the home folder. PostgreSQL's account must be able to pass through it; secrets inside are for this user only. */
export async function prepareHome(home: string): Promise<void> {
  await mkdir(home, { recursive: true });
  await chmod(home, process.getuid?.() === 0 ? 0o711 : 0o700);
  await mkdir(path.join(home, 'logs'), { recursive: true, mode: 0o700 });
}

/** The installation's own PostgreSQL: its service, and what makes it usable once it runs. */
export interface LocalDatabase {
  readonly service: ServiceDefinition;
  readonly url: string;
  readonly ownerUrl: string;
  /** How a database of this server is reached as superuser. */
  readonly superuserUrl: (database: string) => string;
  /** How a database of this server is reached as the role that owns the schema. */
  readonly ownerUrlOf: (database: string) => string;
  /** Creates roles and database where they are missing. */
  readonly provision: () => Promise<void>;
}

/** Makes the cluster's files if there are none. Throws when root chose a home folder that PostgreSQL's account cannot enter. */
export async function localDatabase(
  settings: LocalSettings,
  programs: PostgresPrograms,
): Promise<LocalDatabase> {
  const { home, ports } = settings;
  if (programs.account && !isOpenToOthers(home)) {
    throw new Error(
      [
        `PostgreSQL does not run as root, and the account it runs under cannot enter ${home}.`,
        'Set PERENNIAL_HOME to a folder whose parents every user may enter, or unset it.',
      ].join('\n'),
    );
  }
  const dataFolder = path.join(home, 'postgres');
  removeStalePostmasterPid(dataFolder);
  const passwords = databasePasswords(home);
  const cluster: Cluster = {
    programs,
    dataFolder,
    port: ports.database,
    superuserPassword: passwords.superuser,
  };
  await initialiseCluster(cluster);
  const adminUrl = superuserUrl(cluster);
  const ownerUrlOf = (database: string) => databaseUrl(OWNER_ROLE, passwords.owner, ports.database, database);
  return {
    service: {
      name: 'PostgreSQL',
      program: programs.postgres,
      args: serverArguments(cluster),
      account: programs.account,
      logFile: path.join(home, 'logs', 'postgresql.log'),
      isReady: () => acceptsConnections(adminUrl),
      readyWithinMs: 60_000,
      stopSignal: 'SIGINT',
      stopWithinMs: 2_000,
    },
    url: databaseUrl(APPLICATION_ROLE, passwords.application, ports.database, DATABASE),
    ownerUrl: ownerUrlOf(DATABASE),
    ownerUrlOf,
    superuserUrl: (database) => superuserUrl(cluster, database),
    provision: () =>
      withClient(adminUrl, async (superuser) => {
        await provisionRoles(superuser, passwords);
        await provisionDatabase(superuser, DATABASE);
      }),
  };
}
