import { inject } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import type { TestDatabase } from './postgres.ts';

/**
 * A connection for what the walls around history refuse even to its owner: as a superuser for whom no trigger fires.
 * The caller closes it.
 */
export function openForTampering({ name }: TestDatabase): Database {
  const url = new URL(inject('testCluster').superuserUrl);
  url.pathname = `/${name}`;
  url.searchParams.set('options', '-c session_replication_role=replica -c TimeZone=UTC');
  return openDatabase(url.href, { connectionsMax: 1 });
}
