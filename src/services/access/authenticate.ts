import type { Database } from '../../db/database.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { Actor } from '../context.ts';
import { parseKeyText } from './key-text.ts';
import { hashSecret, matchesHash } from './secret.ts';

export type KeyActor = Extract<Actor, { kind: 'key' }>;

/** Says whom an API key stands for; null when it is malformed, unknown, expired or revoked. */
export type Authenticate = (key: string, now: Instant) => Promise<KeyActor | null>;

interface StoredKey {
  readonly actor: KeyActor;
  readonly secretHash: string;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** How long a revoked key may still be taken for valid. */
const MEMORY_MS_MAX = 5_000;
const MEMORY_KEYS_MAX = 1_000;

/** Compared with when a key is unknown, so that the answer takes equally long. */
const HASH_OF_NOTHING = hashSecret('');

/** Looks keys up and remembers the valid ones for five seconds, so that a busy sender costs no query per request. */
export function createAuthenticator(db: Database): Authenticate {
  const memory = new Map<string, { readonly key: StoredKey; readonly readAt: Instant }>();

  async function lookUp(id: string, now: Instant): Promise<StoredKey | null> {
    const remembered = memory.get(id);
    if (remembered !== undefined && now - remembered.readAt < MEMORY_MS_MAX) return remembered.key;
    memory.delete(id);
    return readKey(db, id);
  }

  return async (text, now) => {
    const parsed = parseKeyText(text);
    if (parsed === null) return null;
    const key = await lookUp(parsed.id, now);
    if (!matchesHash(parsed.secret, key?.secretHash ?? HASH_OF_NOTHING) || key === null) return null;
    if (key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= now)) return null;
    if (memory.size >= MEMORY_KEYS_MAX) memory.clear();
    if (!memory.has(parsed.id)) memory.set(parsed.id, { key, readAt: now });
    return key.actor;
  };
}

async function readKey(db: Database, id: string): Promise<StoredKey | null> {
  const row = await db.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  return {
    actor: { kind: 'key', keyId: row.id, programId: row.program_id, source: row.source },
    secretHash: row.secret_hash,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
