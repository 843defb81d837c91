import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ensureLocalApiKey } from '../../src/processes/local-api-key.ts';
import { createApiKey } from '../../src/services/access/create-api-key.ts';
import { listApiKeys } from '../../src/services/access/list-api-keys.ts';
import { revokeApiKey } from '../../src/services/access/revoke-api-key.ts';
import { instantOf } from '../../src/domain/values/instant.ts';
import { valueOf } from '../support/answers.ts';
import { withApi } from './api-under-test.ts';

const api = withApi();
const HOUR_MS = 3_600_000;

async function statusWith(key: string): Promise<number> {
  return (await api().send('GET', '/v1/no-such-path', { key })).status;
}

function newKey(expiresInMs: number | null = null) {
  const expiresAt = expiresInMs === null ? null : instantOf(api().deps.clock.now() + expiresInMs);
  return createApiKey(api().ctx, { programId: 'corner-shop', source: 'web', expiresAt });
}

it('is stored only as a hash, and noted in the audit log', async () => {
  const { id, key } = valueOf(await newKey());
  const secret = key.split('_').slice(2).join('_');
  expect(secret).toHaveLength(43);
  const rows = await api().deps.db.selectFrom('api_key').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(secret);
  const audit = await api().deps.db.selectFrom('audit_event').selectAll().where('subject', '=', id).execute();
  expect(audit).toMatchObject([{ action: 'api_key.created', actor: 'operator:test' }]);
  expect(await statusWith(key)).toBe(404);
});

it('is refused when any part of it is changed', async () => {
  const { key } = valueOf(await newKey());
  const other = valueOf(await newKey()).key;
  const mixed = key.slice(0, 16) + other.slice(16);
  for (const wrong of [
    mixed,
    `${key}A`,
    key.slice(0, -1),
    key.toUpperCase(),
    `pk_${'0'.repeat(12)}_${'A'.repeat(43)}`,
  ]) {
    expect(await statusWith(wrong)).toBe(401);
  }
});

it('ends at its expiry', async () => {
  const { key } = valueOf(await newKey(HOUR_MS));
  expect(await statusWith(key)).toBe(404);
  api().pass(HOUR_MS - 1);
  expect(await statusWith(key)).toBe(404);
  api().pass(1);
  expect(await statusWith(key)).toBe(401);
});

it('is refused within five seconds of being revoked, also where it was used lately', async () => {
  const { id, key } = valueOf(await newKey());
  expect(await statusWith(key)).toBe(404);
  valueOf(await revokeApiKey(api().ctx, { programId: 'corner-shop', keyId: id }));
  api().pass(5_000);
  expect(await statusWith(key)).toBe(401);
});

it('is never made for a program that does not exist, or expired from the start', async () => {
  const unknown = await createApiKey(api().ctx, { programId: 'none', source: 'web', expiresAt: null });
  expect(unknown).toMatchObject({ ok: false, refusal: { code: 'no_program' } });
  const expired = await createApiKey(api().ctx, {
    programId: 'corner-shop',
    source: 'web',
    expiresAt: api().ctx.now,
  });
  expect(expired).toMatchObject({ ok: false, refusal: { code: 'invalid_input' } });
});

it('is listed without its secret', async () => {
  const keys = await listApiKeys(api().ctx, 'corner-shop');
  expect(keys.find(({ source }) => source === 'till')).toMatchObject({ expiresAt: null, revokedAt: null });
  expect(JSON.stringify(keys)).not.toMatch(/hash|secret/);
});

it('of another program can neither be revoked nor found', async () => {
  const { id } = valueOf(await newKey());
  const refused = await revokeApiKey(api().ctx, { programId: 'other', keyId: id });
  expect(refused).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
});

it('the local key lies in a file for its user only, is kept while it works, whatever was published since, and replaced when it does not', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'api-key-'));
  const file = path.join(folder, 'api-key');
  const ensure = async (programId = 'corner-shop'): Promise<string> => {
    expect(valueOf(await ensureLocalApiKey(api().ctx, { programId, file }))).toBe('corner-shop');
    return (await readFile(file, 'utf8')).trim();
  };
  const key = await ensure();
  expect(await statusWith(key)).toBe(404);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await ensure()).toBe(key);
  expect(await ensure('bakery')).toBe(key);

  await chmod(file, 0o644);
  valueOf(await revokeApiKey(api().ctx, { programId: 'corner-shop', keyId: key.split('_')[1] ?? '' }));
  expect(await ensure()).not.toBe(key);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await rm(folder, { recursive: true });
});
