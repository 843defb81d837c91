import { chown, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { exists } from '../../../setup/cache.ts';
import { runCommand } from '../../../setup/command.ts';
import type { PostgresPrograms } from '../../../setup/steps/postgresql.ts';

const SUPERUSER = 'postgres';

/** A PostgreSQL cluster of our own: its data folder, and where it listens (on 127.0.0.1 only, no socket file). */
export interface Cluster {
  readonly programs: PostgresPrograms;
  readonly dataFolder: string;
  readonly port: number;
  readonly superuserPassword: string;
}

/**
 * Creates the cluster's files unless they are there. A cluster appears whole or not at all: it is made beside
 * its place and renamed. The folder above must be reachable for the account that runs PostgreSQL.
 */
export async function initialiseCluster(cluster: Cluster): Promise<void> {
  const { programs, dataFolder, superuserPassword } = cluster;
  if (await exists(path.join(dataFolder, 'PG_VERSION'))) return;
  await mkdir(path.dirname(dataFolder), { recursive: true });
  const unfinished = await mkdtemp(`${dataFolder}.`);
  const data = path.join(unfinished, 'data');
  const passwordFile = path.join(unfinished, 'password');
  try {
    await mkdir(data, { mode: 0o700 });
    await writeFile(passwordFile, superuserPassword, { mode: 0o600 });
    if (programs.account) {
      const { uid, gid } = programs.account;
      for (const file of [unfinished, data, passwordFile]) await chown(file, uid, gid);
    }
    const options = [`--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const locale = [
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-locale',
    ];
    await runCommand(programs.initdb, [`--pgdata=${data}`, ...options, ...locale], programs.account ?? {});
    await rm(dataFolder, { recursive: true, force: true });
    await rename(data, dataFolder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** The command line of the cluster's server. `settings` are PostgreSQL's own, such as `fsync: 'off'`. */
export function serverArguments(cluster: Cluster, settings: Readonly<Record<string, string>> = {}): string[] {
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', cluster.dataFolder, '-p', String(cluster.port), ...flags];
}

export function superuserUrl(cluster: Cluster, database = 'postgres'): string {
  return databaseUrl(SUPERUSER, cluster.superuserPassword, cluster.port, database);
}

export function databaseUrl(user: string, password: string, port: number, database: string): string {
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** Whether the server answers queries; one that is still starting or recovering does not yet. */
export async function acceptsConnections(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
