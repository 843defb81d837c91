import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** Where downloads and builds are kept: `PERENNIAL_CACHE`, else `$XDG_CACHE_HOME/perennial`, else `~/.cache/perennial`. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env['PERENNIAL_CACHE']) return path.resolve(env['PERENNIAL_CACHE']);
  return path.join(env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'perennial');
}

/** The platform as part of a cache key, such as `linux-x64`. */
export const platformKey = `${process.platform}-${process.arch}`;

/**
 * Fills the folder `key` of the cache and answers its path. The work happens in a temporary folder that takes
 * the key's name only when `fill` has succeeded: the cache never holds anything half-installed. Of several
 * processes that fill the same key at once, one wins and the others use its result.
 */
export async function installIntoCache(
  cache: string,
  key: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  await mkdir(cache, { recursive: true });
  await removeAbandoned(cache);
  const target = path.join(cache, key);
  const unfinished = await mkdtemp(path.join(cache, `${UNFINISHED}${process.pid}-`));
  try {
    await fill(unfinished);
    await rename(unfinished, target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return target;
}

const UNFINISHED = '.unfinished-';

/** Removes what processes that were killed had begun. */
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const pid = name.startsWith(UNFINISHED) ? Number.parseInt(name.slice(UNFINISHED.length), 10) : null;
    if (pid !== null && !isRunning(pid)) await rm(path.join(cache, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
