import { migrateToLatest } from '../../db/migrate.ts';
import type { PostgresPrograms } from '../../../setup/steps/postgresql.ts';
import { writeConnections, type Connections } from '../connections.ts';
import { application } from './application.ts';
import { localDatabase } from './installation.ts';
import { mailbox } from './mailbox.ts';
import type { LocalSettings } from './settings.ts';
import type { Supervisor } from './supervisor.ts';
import { temporalServer } from './temporal-server.ts';

/** The programs that the set-up fetched; null for a part that is given from outside. */
export interface Programs {
  readonly postgres: PostgresPrograms | null;
  readonly temporal: string | null;
}

export interface BringUpOptions<T> {
  readonly now: () => Date;
  /** What is to be done with the finished schema before worker and API start. */
  readonly onMigrated: (connections: Connections) => Promise<T>;
}

/**
 * Starts everything that is not given from outside, in order: PostgreSQL, Temporal and the mailbox at once; then
 * migrations; then worker and API. Answers what `onMigrated` answered, null where no application is to run. Throws when
 * a part cannot be started.
 */
export async function bringUp<T>(
  settings: LocalSettings,
  programs: Programs,
  supervisor: Supervisor,
  { now, onMigrated }: BringUpOptions<T>,
): Promise<T | null> {
  const database = programs.postgres ? await localDatabase(settings, programs.postgres) : null;
  const infrastructure = [];
  if (database) infrastructure.push(supervisor.start('database', database.service));
  if (programs.temporal) {
    infrastructure.push(supervisor.start('infrastructure', temporalServer(settings, programs.temporal)));
  }
  if (!settings.given.smtpUrl) infrastructure.push(supervisor.start('infrastructure', mailbox(settings)));
  await Promise.all(infrastructure);
  await database?.provision();

  const connections = connectionsOf(settings, database);
  await migrateToLatest(connections.DATABASE_OWNER_URL, now());
  writeConnections(settings.home, connections);
  if (!settings.runsApplication) return null;
  const prepared = await onMigrated(connections);
  await Promise.all([
    supervisor.start('application', application('worker', settings, connections)),
    supervisor.start('application', application('API', settings, connections)),
  ]);
  return prepared;
}

/** Where the parts are found once they run; `database` is null where it is given from outside. */
export function connectionsOf(
  { given, ports, publicUrl }: LocalSettings,
  database: { url: string; ownerUrl: string } | null,
): Connections {
  const urls = given.database ?? database;
  if (!urls) throw new Error('neither a database of its own nor a given one');
  return {
    DATABASE_URL: urls.url,
    DATABASE_OWNER_URL: urls.ownerUrl,
    TEMPORAL_ADDRESS: given.temporalAddress ?? `127.0.0.1:${ports.temporal}`,
    SMTP_URL: given.smtpUrl ?? `smtp://127.0.0.1:${ports.smtp}`,
    PUBLIC_URL: publicUrl,
    API_PORT: String(ports.api),
  };
}
