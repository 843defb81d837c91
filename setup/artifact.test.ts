import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { findArtifact, obtainArtifact, type Artifact, type Source } from './artifact.ts';
import { SetupError } from './setup-error.ts';

const silent = { note: () => undefined, timed: <T>(_text: string, work: () => Promise<T>) => work() };

let folder: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'perennial-artifact-'));
  env = { PERENNIAL_CACHE: path.join(folder, 'cache') };
  onTestFinished(() => rm(folder, { recursive: true }));
});

function artifact(...sources: Source[]): Artifact {
  return {
    name: 'Tool',
    version: '1.2.3',
    id: 'tool',
    executable: 'tool',
    probe: ['--version'],
    pathVariable: 'TOOL_PATH',
    urlVariable: 'TOOL_URL',
    sources,
    whatToDo: ['install the compiler'],
  };
}

const working: Source = {
  name: 'working source',
  fetch: (into) => writeFile(path.join(into, 'tool'), '#!/bin/sh\nexit 0\n'),
};
const offline: Source = {
  name: 'official release',
  fetch: () => Promise.reject(new Error('no route to host')),
};
const broken: Source = {
  name: 'broken source',
  fetch: (into) => writeFile(path.join(into, 'tool'), '#!/bin/sh\necho "cannot run here"; exit 3\n'),
};

it('takes the first source that works and finds its result in the cache from then on', async () => {
  const fetched = await obtainArtifact(artifact(offline, working), env, silent);
  expect(await findArtifact(artifact(), env)).toBe(fetched);
  expect(await obtainArtifact(artifact(offline), env, silent)).toBe(fetched);
});

it('goes on to the next source when a program was fetched that does not run', async () => {
  await expect(obtainArtifact(artifact(broken, working), env, silent)).resolves.toContain('tool-1.2.3');
});

it('names every attempt and what to do when nothing works, and leaves nothing behind', async () => {
  const failure = obtainArtifact(artifact(offline, broken), env, silent);
  await expect(failure).rejects.toThrow(SetupError);
  await expect(failure).rejects.toThrow(
    /official release[^]*no route to host[^]*broken source[^]*cannot run here[^]*install the compiler[^]*TOOL_PATH/,
  );
  expect(await readdir(path.join(folder, 'cache'))).toEqual([]);
});

it('lets the environment name a program, and refuses a path where there is none', async () => {
  const own = path.join(folder, 'own-tool');
  await writeFile(own, '#!/bin/sh\n');
  await chmod(own, 0o755);
  expect(await obtainArtifact(artifact(), { ...env, TOOL_PATH: own }, silent)).toBe(own);
  await expect(obtainArtifact(artifact(working), { ...env, TOOL_PATH: '/nowhere' }, silent)).rejects.toThrow(
    /TOOL_PATH=\/nowhere/,
  );
});

it('gives several processes that fetch at once the same whole result', async () => {
  const results = await Promise.all([1, 2, 3].map(() => obtainArtifact(artifact(working), env, silent)));
  expect(new Set(results).size).toBe(1);
  expect(await readdir(path.join(folder, 'cache'))).toHaveLength(1);
});

it('removes what a killed process had begun', async () => {
  const cache = path.join(folder, 'cache');
  const beyondEveryPid = 2 ** 22 + 1;
  await mkdir(path.join(cache, `.unfinished-${beyondEveryPid}-abc`), { recursive: true });
  await obtainArtifact(artifact(working), env, silent);
  expect(await readdir(cache)).toHaveLength(1);
});
