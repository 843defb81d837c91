import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artifact, Source } from '../artifact.ts';
import { runCommand } from '../command.ts';
import { versions } from '../versions.js';

const version = versions.schemathesis;
const EXECUTABLE = 'run-schemathesis';

/** The environment is moved once it is whole, and its own scripts name the place where it was made. */
const WRAPPER = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/bin/python" -m schemathesis.cli "$@"
`;

const virtualEnvironment: Source = {
  name: 'a virtual environment of Python, filled by pip',
  fetch: async (folder) => {
    await runCommand('python3', ['-m', 'venv', folder]);
    const python = path.join(folder, 'bin', 'python');
    await runCommand(python, ['-m', 'pip', 'install', '--quiet', `schemathesis==${version}`]);
    await writeFile(path.join(folder, EXECUTABLE), WRAPPER);
  },
};

/** Sends requests to an API that its description allows, and such that it does not. */
export const schemathesis: Artifact = {
  name: 'schemathesis',
  id: 'schemathesis',
  version,
  executable: EXECUTABLE,
  probe: ['--version'],
  pathVariable: 'SCHEMATHESIS_PATH',
  urlVariable: 'SCHEMATHESIS_URL',
  sources: [virtualEnvironment],
  whatToDo: [
    'install Python 3.10 or newer with its venv module (Debian and Ubuntu: python3-venv), and allow pip its registry',
  ],
};
