import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from 'kysely';
import { z } from 'zod';
import { createApp } from '../../src/api/create-app.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { APPLICATION_ROLE } from '../../src/db/provision.ts';
import { databaseUrl } from '../../src/processes/local/postgres-cluster.ts';
import { formatKeyText, newKeyText } from '../../src/services/access/key-text.ts';
import { createAuthenticator } from '../../src/services/access/authenticate.ts';
import { startTestCluster, TEMPLATE_DATABASE, type RunningTestCluster } from '../support/test-cluster.ts';
import { withApi } from './api-under-test.ts';

const ANSWERED_WITHIN_MS = 5_000;
/** As the root of the API has it. */
const SILENCE_MS_MAX = 2_400;
/** They ask nothing of the database. */
const STATIC_PATHS: ReadonlySet<string> = new Set([
  '/healthz',
  '/openapi.json',
  '/problems/{code}',
  '/reference',
]);

/** Each request with it is a question to the database. */
const KEY_OF_NOBODY = formatKeyText(newKeyText());

const api = withApi();
let own: RunningTestCluster;
let db: Database;

beforeAll(async () => {
  own = await startTestCluster();
  const { port, applicationPassword } = own.cluster;
  const url = databaseUrl(APPLICATION_ROLE, applicationPassword, port, TEMPLATE_DATABASE);
  db = openDatabase(url, { connectionsMax: 4, silenceMsMax: SILENCE_MS_MAX });
});
afterAll(async () => {
  signal('SIGCONT');
  await db.destroy();
  await own.stop();
});

/** The API over a server of its own, which the tests may stop. */
function app() {
  const probe = () => sql`select 1`.execute(db);
  return createApp({
    ...api().deps,
    db,
    authenticate: createAuthenticator(db),
    readiness: [{ name: 'database', isEssential: true, probe }],
  });
}

/** To the server and to all that serve its connections: they hang, and every connection to them stays open. */
function signal(name: 'SIGSTOP' | 'SIGCONT'): void {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const serving = [...stdout.matchAll(/(\d+)\s+(\d+)/g)].filter(
    ([, , parent]) => Number(parent) === own.serverPid,
  );
  for (const pid of [own.serverPid, ...serving.map(([, child]) => Number(child))]) process.kill(pid, name);
}

const paths = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** Every documented operation that needs the database. */
async function operations() {
  const { body } = await api().send('GET', '/openapi.json', { key: null });
  return Object.entries(paths.parse(body).paths)
    .filter(([path]) => !STATIC_PATHS.has(path))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
    );
}

async function answerTo(to: ReturnType<typeof app>, { method, path }: { method: string; path: string }) {
  const startedAt = performance.now();
  const { status } = await to.request(path.replaceAll(/\{\w+\}/g, 'x'), {
    method,
    headers: { Authorization: `Bearer ${KEY_OF_NOBODY}`, 'Content-Type': 'application/json' },
    ...(method !== 'GET' && { body: '{}' }),
  });
  return { method, path, status, isInTime: performance.now() - startedAt < ANSWERED_WITHIN_MS };
}

it('while the database hangs every route answers 503 within five seconds, and as ever when it goes on', async () => {
  const to = app();
  const all = await operations();
  expect(all.length).toBeGreaterThan(20);
  const member = { method: 'GET', path: '/v1/members/{id}' };
  expect(await answerTo(to, member)).toMatchObject({ status: 401 });

  signal('SIGSTOP');
  const hung = await Promise.all(all.map((operation) => answerTo(to, operation)));
  expect(hung.filter(({ status, isInTime }) => status !== 503 || !isInTime)).toEqual([]);

  signal('SIGCONT');
  await expect.poll(() => answerTo(to, member), { timeout: 10_000 }).toMatchObject({ status: 401 });
});
