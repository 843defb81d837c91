import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identify, isAlive, processIdentity, type ProcessIdentity } from './process-identity.ts';

/** Another process runs on the folder. */
export class HomeInUse extends Error {
  override readonly name = 'HomeInUse';
}

/**
 * Takes the folder for this process; answers the function that gives it back. A lock whose holder is gone is
 * taken over. Throws `HomeInUse` when the holder lives.
 */
export function lockHome(home: string): () => void {
  const lock = path.join(home, 'lock');
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    while (!tryLink(own, lock)) {
      const holder = holderOf(lock);
      if (holder && isAlive(holder)) {
        throw new HomeInUse(`Perennial already runs on ${home} (process ${holder.pid}). End it first.`);
      }
      removeStale(lock, holder);
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(lock, { force: true });
}

/** Whether a living process has the folder. */
export function isHomeInUse(home: string): boolean {
  const holder = holderOf(path.join(home, 'lock'));
  return holder !== null && isAlive(holder);
}

/** Linking is atomic: of two that try at once, one succeeds. */
function tryLink(own: string, lock: string): boolean {
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the lock away first: if another took it over meanwhile, that one's lock is put back. */
function removeStale(lock: string, stale: ProcessIdentity | null): void {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (holderOf(aside)?.pid !== stale?.pid) tryLink(aside, lock);
  rmSync(aside, { force: true });
}

function holderOf(lock: string): ProcessIdentity | null {
  try {
    return processIdentity.parse(JSON.parse(readFileSync(lock, 'utf8')));
  } catch {
    return null;
  }
}
