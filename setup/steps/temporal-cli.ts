import path from 'node:path';
import type { Artifact, Source } from '../artifact.ts';
import { runCommand } from '../command.ts';
import { downloadArchive, publishedChecksum } from '../download.ts';
import { versions } from '../versions.js';

const version = versions.temporalCli;
const architecture = process.arch === 'x64' ? 'amd64' : process.arch;

const officialRelease: Source = {
  name: 'official release',
  fetch: async (folder) => {
    const release = `https://github.com/temporalio/cli/releases/download/v${version}`;
    const archive = `temporal_cli_${version}_${process.platform}_${architecture}.tar.gz`;
    const sha256 = await publishedChecksum(`${release}/checksums.txt`, archive);
    await downloadArchive(`${release}/${archive}`, folder, sha256);
  },
};

const goBuild: Source = {
  name: 'build with Go from the Go module proxy (about 6 minutes)',
  fetch: async (folder) => {
    const ldflags = `-s -w -X github.com/temporalio/cli/internal.Version=${version}`;
    await runCommand(
      'go',
      [
        'build',
        '-mod=readonly',
        '-ldflags',
        ldflags,
        '-o',
        path.join(folder, 'temporal'),
        'github.com/temporalio/cli/cmd/temporal',
      ],
      {
        cwd: path.join(import.meta.dirname, '..', 'temporal-cli'),
        env: { ...process.env, CGO_ENABLED: '0' },
      },
    );
  },
};

/** Temporal's command line tool, whose `server start-dev` is the Temporal server of one machine. */
export const temporalCli: Artifact = {
  name: 'Temporal development server',
  id: 'temporal-cli',
  version,
  executable: 'temporal',
  probe: ['--version'],
  pathVariable: 'TEMPORAL_CLI_PATH',
  urlVariable: 'TEMPORAL_CLI_URL',
  sources: [officialRelease, goBuild],
  whatToDo: [
    'allow downloads from github.com',
    'or install Go (go.dev/dl, 1.26 or newer, with access to a Go module proxy) and run the command again',
  ],
};
