import { obtainPostgres } from '../../../setup/steps/postgresql.ts';
import { localDatabase, prepareHome, type LocalDatabase } from './installation.ts';
import { ProcessList } from './leftovers.ts';
import { lockHome } from './lock.ts';
import { unusedPort } from './ports.ts';
import { startService } from './service.ts';
import type { LocalSettings } from './settings.ts';

/**
 * Runs an installation's PostgreSQL, and nothing else, for as long as `work` takes. It listens where nobody looks for
 * it. Throws `HomeInUse` while the installation runs.
 */
export async function withDatabaseServer<T>(
  settings: LocalSettings,
  work: (database: LocalDatabase) => Promise<T>,
): Promise<T> {
  await prepareHome(settings.home);
  const unlock = lockHome(settings.home);
  try {
    const processes = new ProcessList(settings.home);
    await processes.endLeftovers();
    const ports = { ...settings.ports, database: await unusedPort() };
    const database = await localDatabase({ ...settings, ports }, await obtainPostgres());
    const { name, stopSignal } = database.service;
    const server = await startService(database.service, {
      onSpawn: (pid) => processes.add(name, pid, stopSignal),
    });
    try {
      await database.provision();
      return await work(database);
    } finally {
      await server.stop();
      processes.clear();
    }
  } finally {
    unlock();
  }
}
