import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
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
  const target = path.join(cache, key);
  const unfinished = await mkdtemp(path.join(cache, `.${key}-`));
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

export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
