import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artifact, Source } from '../artifact.ts';
import { runCommand } from '../command.ts';
import { downloadArchive } from '../download.ts';
import { versions } from '../versions.js';

const version = versions.temporalTestServer;
const EXECUTABLE = 'temporal-test-server';

const officialRelease: Source = {
  name: 'official release',
  fetch: async (folder) => {
    const system = process.platform === 'darwin' ? 'macOS' : process.platform;
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
    const root = `temporal-test-server_${version}_${system}_${architecture}`;
    const release = `https://github.com/temporalio/sdk-java/releases/download/v${version}`;
    await downloadArchive(`${release}/${root}.tar.gz`, folder);
    await rename(path.join(folder, root, EXECUTABLE), path.join(folder, EXECUTABLE));
    await rm(path.join(folder, root), { recursive: true });
  },
};

/** `exec` hands the process over to Java, so that ending the wrapper ends the server. */
const JAVA_WRAPPER = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
exec java -XX:TieredStopAtLevel=1 -cp "$here/lib/*" io.temporal.testserver.TestServer "$@"
`;

const mavenCentral: Source = {
  name: 'Maven Central, to run on Java (about 10 s)',
  fetch: async (folder) => {
    await runCommand('java', ['-version']);
    const pom = path.join(folder, 'pom.xml');
    await copyFile(path.join(import.meta.dirname, '..', 'temporal-test-server', 'pom.xml'), pom);
    await runCommand('mvn', [
      '--batch-mode',
      '--quiet',
      `--file=${pom}`,
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${path.join(folder, 'lib')}`,
    ]);
    await writeFile(path.join(folder, EXECUTABLE), JAVA_WRAPPER);
  },
};

/** Temporal's test server whose clock jumps to the next timer. Started without a port it does not end, hence no probe. */
export const temporalTestServer: Artifact = {
  name: 'Temporal time-skipping test server',
  id: 'temporal-test-server',
  version,
  executable: EXECUTABLE,
  pathVariable: 'TEMPORAL_TEST_SERVER_PATH',
  urlVariable: 'TEMPORAL_TEST_SERVER_URL',
  sources: [officialRelease, mavenCentral],
  whatToDo: [
    'allow downloads from github.com',
    'or install Java 11 or newer and Maven (with access to Maven Central) and run the command again',
  ],
};
