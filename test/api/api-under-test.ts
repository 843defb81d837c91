import { afterAll, beforeAll } from 'vitest';
import { createLogger } from '../../src/adapters/logging.ts';
import { createApp } from '../../src/api/create-app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { createSenderAddress } from '../../src/api/sender-address.ts';
import { openDatabase } from '../../src/db/database.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { instantOf } from '../../src/domain/values/instant.ts';
import { createAuthenticator } from '../../src/services/access/authenticate.ts';
import { createApiKey } from '../../src/services/access/create-api-key.ts';
import type { Context } from '../../src/services/context.ts';
import { createGroupCommit } from '../../src/services/event/group-commit.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { valueOf } from '../support/answers.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { cornerShop } from './corner-shop.ts';

/** More than any test asks for. */
const PLENTY = {
  readsPerSecond: 10_000,
  changesPerSecond: 10_000,
  eventsPerSecond: 100_000,
  strangersPerSecond: 10_000,
};

export const PUBLIC_URL = 'https://points.example.com';

/** What came back: the body parsed when it is JSON of any kind, else its text. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Sent {
  /** Sent as JSON; text and bytes are sent as they are. */
  readonly body?: unknown;
  /** Null: no key at all. Default: the key of the source `till`. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiUnderTest {
  readonly app: ReturnType<typeof createApp>;
  readonly deps: ApiDeps;
  readonly ctx: Context;
  readonly key: string;
  /** As the application, for other processes. */
  readonly databaseUrl: string;
  /** Lines of the log so far. */
  readonly logged: readonly string[];
  readonly send: (method: string, path: string, sent?: Sent) => Promise<Answered>;
  /** Moves the clock. */
  readonly pass: (milliseconds: number) => void;
}

/** The API over a database of its own in which the corner shop is applied. For one test file. */
export function withApi(): () => ApiUnderTest {
  let api: ApiUnderTest | null = null;
  let end: (() => Promise<void>) | null = null;
  beforeAll(async () => {
    const database = await createTestDatabase();
    const db = openDatabase(database.appUrl);
    end = async () => {
      await db.destroy();
      await database.drop();
    };
    api = await build(db, database.appUrl);
  });
  afterAll(() => end?.());
  return () => {
    if (api === null) throw new Error('the API exists only inside tests and hooks');
    return api;
  };
}

async function build(db: ApiDeps['db'], databaseUrl: string): Promise<ApiUnderTest> {
  let now = at('2026-11-22T10:00:00Z');
  const logged: string[] = [];
  const definitions = createDefinitionsStore();
  const deps: ApiDeps = {
    db,
    definitions,
    clock: { now: () => now },
    logger: createLogger('info', { write: (line) => void logged.push(line) }),
    authenticate: createAuthenticator(db),
    recordEvents: createGroupCommit(),
    startImport: () => Promise.resolve(),
    rateLimits: PLENTY,
    senderAddress: createSenderAddress([]),
    readiness: [],
    publicUrl: PUBLIC_URL,
  };
  const ctx: Context = { db, definitions, now, actor: { kind: 'operator', name: 'test' } };
  valueOf(await applyProgram(ctx, cornerShop));
  const { key } = valueOf(
    await createApiKey(ctx, { programId: cornerShop.program.definition.id, source: 'till', expiresAt: null }),
  );
  const app = createApp(deps);
  return {
    app,
    deps,
    ctx,
    key,
    databaseUrl,
    logged,
    send: async (method, path, sent = {}) => answered(await app.request(path, request(method, key, sent))),
    pass: (milliseconds) => {
      now = instantOf(now + milliseconds);
    },
  };
}

function request(method: string, ownKey: string, { body, key = ownKey, headers = {} }: Sent): RequestInit {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  return {
    method,
    headers: {
      ...(key !== null && { Authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isRaw ? body : JSON.stringify(body) }),
  };
}

async function answered(response: Response): Promise<Answered> {
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  const body: unknown = isJson ? await response.json() : await response.text();
  return { status: response.status, headers: response.headers, body };
}
