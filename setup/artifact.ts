import { createHash } from 'node:crypto';
import { access, chmod, constants } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, exists, installIntoCache, platformKey } from './cache.ts';
import { runCommand } from './command.ts';
import { downloadArchive } from './download.ts';
import type { Progress } from './progress.ts';
import { SetupError, type Attempt } from './setup-error.ts';

/** One way to get an artifact into an empty folder. Throws with the reason when it does not work here. */
export interface Source {
  readonly name: string;
  readonly fetch: (folder: string) => Promise<void>;
}

/** A program that is not an npm package, and the ways to get it in the order in which they are tried. */
export interface Artifact {
  readonly name: string;
  readonly version: string;
  /** The cache's folder is `<id>-<version>-<platform>`. */
  readonly id: string;
  /** The program, relative to that folder. */
  readonly executable: string;
  /** Arguments with which it ends at once and with success; absent if it has none such. */
  readonly probe?: readonly string[];
  /** Environment variables that name a ready program, or the URL of a `.tar.gz` with it. */
  readonly pathVariable: string;
  readonly urlVariable: string;
  readonly sources: readonly Source[];
  readonly whatToDo: readonly string[];
}

/** The path of an artifact that is there already (given by environment or in the cache), or null. Fetches nothing. */
export async function findArtifact(artifact: Artifact, env: NodeJS.ProcessEnv): Promise<string | null> {
  const given = env[artifact.pathVariable];
  if (given) {
    await requireExecutable(artifact, given);
    return path.resolve(given);
  }
  const executable = path.join(cacheFolder(env), cacheKey(artifact, env), artifact.executable);
  return (await exists(executable)) ? executable : null;
}

/**
 * The path of an artifact: from the environment when a path or URL is given, else from the cache, else fetched
 * from the first source that works. Refuses with a `SetupError` that lists every attempt.
 */
export async function obtainArtifact(
  artifact: Artifact,
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<string> {
  const found = await findArtifact(artifact, env);
  if (found !== null) return found;
  const attempts: Attempt[] = [];
  for (const source of sourcesFor(artifact, env)) {
    progress.note(`${artifact.name} ${artifact.version}: ${source.name}`);
    try {
      const folder = await installIntoCache(cacheFolder(env), cacheKey(artifact, env), async (unfinished) => {
        await source.fetch(unfinished);
        await makeRunnable(artifact, path.join(unfinished, artifact.executable));
      });
      return path.join(folder, artifact.executable);
    } catch (error) {
      attempts.push({ tried: source.name, failed: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new SetupError(`${artifact.name} ${artifact.version}`, attempts, [
    ...artifact.whatToDo,
    `or set ${artifact.pathVariable} to a ready program, or ${artifact.urlVariable} to a .tar.gz with it`,
  ]);
}

function sourcesFor(artifact: Artifact, env: NodeJS.ProcessEnv): readonly Source[] {
  const url = env[artifact.urlVariable];
  if (!url) return artifact.sources;
  return [{ name: `download (${artifact.urlVariable})`, fetch: (folder) => downloadArchive(url, folder) }];
}

/** A program from a URL of one's own is kept apart from the official one. */
function cacheKey(artifact: Artifact, env: NodeJS.ProcessEnv): string {
  const url = env[artifact.urlVariable];
  const own = url ? `-${createHash('sha256').update(url).digest('hex').slice(0, 12)}` : '';
  return `${artifact.id}-${artifact.version}-${platformKey}${own}`;
}

async function makeRunnable(artifact: Artifact, executable: string): Promise<void> {
  await chmod(executable, 0o755);
  if (artifact.probe) await runCommand(executable, artifact.probe, { timeoutMs: 30_000 });
}

async function requireExecutable(artifact: Artifact, file: string): Promise<void> {
  await access(file, constants.X_OK).catch(() => {
    throw new SetupError(
      artifact.name,
      [{ tried: `${artifact.pathVariable}=${file}`, failed: 'no executable file there' }],
      [`set ${artifact.pathVariable} to the program's path, or unset it to have it fetched`],
    );
  });
}
