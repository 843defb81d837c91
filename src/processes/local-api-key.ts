import { chmod, readFile, writeFile } from 'node:fs/promises';
import type { Result } from '../domain/values/result.ts';
import { ok } from '../domain/values/result.ts';
import { createAuthenticator } from '../services/access/authenticate.ts';
import { createApiKey } from '../services/access/create-api-key.ts';
import type { Context } from '../services/context.ts';

/** Source of the events that a newcomer sends with the local key. */
const LOCAL_SOURCE = 'local';
const OWNER_ONLY = 0o600;

/**
 * Makes sure that the file holds an API key that works, readable by this user only, and answers the key's program.
 * A key that works is kept, whichever its program; one that the database does not know, or that was revoked, is
 * replaced by a key of `programId`. Refuses `no_program`.
 */
export async function ensureLocalApiKey(
  ctx: Context,
  { programId, file }: { readonly programId: string; readonly file: string },
): Promise<Result<string>> {
  const known = await createAuthenticator(ctx.db)(await readKey(file), ctx.now);
  if (known !== null) return ok(known.programId);
  const created = await createApiKey(ctx, { programId, source: LOCAL_SOURCE, expiresAt: null });
  if (!created.ok) return created;
  await writeFile(file, `${created.value.key}\n`, { mode: OWNER_ONLY });
  await chmod(file, OWNER_ONLY);
  return ok(programId);
}

async function readKey(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    return '';
  }
}
