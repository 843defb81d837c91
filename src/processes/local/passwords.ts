import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const passwords = z.object({ superuser: z.string(), owner: z.string(), application: z.string() });
export type DatabasePasswords = z.infer<typeof passwords>;

const PASSWORD_BYTES = 24;

/** The passwords of the local database: random, made once, kept in a file that only this user reads. */
export function databasePasswords(home: string): DatabasePasswords {
  const file = path.join(home, 'database-passwords.json');
  const made = { superuser: password(), owner: password(), application: password() };
  try {
    writeFileSync(file, JSON.stringify(made), { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return passwords.parse(JSON.parse(readFileSync(file, 'utf8')));
  }
}

function password(): string {
  return randomBytes(PASSWORD_BYTES).toString('base64url');
}
