import { openDatabase } from '../../db/database.ts';
import type { Clock } from '../../domain/values/instant.ts';
import type { Context } from '../../services/context.ts';
import { createDefinitionsStore } from '../../services/program/definitions-store.ts';
import { ensureLocalApiKey } from '../local-api-key.ts';

/**
 * Makes sure that there is a key for the first program in the file. Answers whether there is one: without a
 * program there can be no key.
 */
export async function prepareApiKey(databaseUrl: string, file: string, clock: Clock): Promise<boolean> {
  const db = openDatabase(databaseUrl, { connectionsMax: 2 });
  try {
    const program = await db.selectFrom('program').select('id').orderBy('id').executeTakeFirst();
    if (program === undefined) return false;
    const ctx: Context = {
      db,
      definitions: createDefinitionsStore(),
      now: clock.now(),
      actor: { kind: 'system', name: 'npm start' },
    };
    return (await ensureLocalApiKey(ctx, { programId: program.id, file })).ok;
  } finally {
    await db.destroy();
  }
}
