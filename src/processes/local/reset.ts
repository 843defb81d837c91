import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { lockHome } from './lock.ts';

/** Everything that `npm start` puts into the home folder. */
const OWN_ENTRIES = [
  'postgres',
  'temporal.db',
  'temporal.db-shm',
  'temporal.db-wal',
  'mail',
  'logs',
  'api-key',
  'connections.json',
  'database-passwords.json',
  'processes.json',
];

/**
 * Empties a local installation: its database, Temporal's runs, mails, logs and secrets. Other files in the
 * folder stay. Answers what was removed; throws `HomeInUse` while the installation runs.
 */
export async function resetLocal(home: string): Promise<readonly string[]> {
  const present = new Set(await readdir(home).catch(() => []));
  if (present.size === 0) return [];
  const unlock = lockHome(home);
  try {
    const own = OWN_ENTRIES.filter((entry) => present.has(entry));
    await Promise.all(own.map((entry) => rm(path.join(home, entry), { recursive: true, force: true })));
    return own;
  } finally {
    unlock();
  }
}
