import type { Progress } from '../../../setup/progress.ts';
import { openDatabase, type Database } from '../../db/database.ts';
import { seedDemo } from '../../demo/seed-demo.ts';
import type { Clock } from '../../domain/values/instant.ts';
import { createDefinitionsStore } from '../../services/program/definitions-store.ts';
import type { Connections } from '../connections.ts';
import { ensureLocalApiKey } from '../local-api-key.ts';
import type { LocalSettings } from './settings.ts';

const SEEDING_STATEMENT_TIMEOUT_MS = 60_000;

/**
 * What a newcomer finds on a first start: the demo in an empty database, unless it is not wanted or mail would
 * leave this machine, and a key in the file, for the oldest program. Answers the program of the key; without a
 * program there can be none. Later starts change nothing.
 */
export async function prepareFirstStart(
  settings: LocalSettings,
  connections: Connections,
  keyFile: string,
  clock: Clock,
  progress: Progress,
): Promise<string | null> {
  const db = openDatabase(connections.DATABASE_URL, { statementTimeoutMs: SEEDING_STATEMENT_TIMEOUT_MS });
  try {
    if (settings.wantsDemo && settings.given.smtpUrl === null) {
      await fillWithDemo(db, connections.SMTP_URL, clock, progress);
    }
    return await prepareApiKey(db, keyFile, clock);
  } finally {
    await db.destroy();
  }
}

async function fillWithDemo(db: Database, smtpUrl: string, clock: Clock, progress: Progress): Promise<void> {
  const definitions = createDefinitionsStore();
  let isAnnounced = false;
  const seeded = await seedDemo({
    db,
    definitions,
    clock,
    smtpUrl,
    onProgress: ({ of }) => {
      if (!isAnnounced)
        progress.note(`Filling the empty database with the demo: ${of} members with their history`);
      isAnnounced = true;
    },
  });
  if (seeded.kind === 'seeded') {
    progress.note(`The demo has ${seeded.members} members and ${seeded.events} events`);
  }
}

async function prepareApiKey(db: Database, file: string, clock: Clock): Promise<string | null> {
  const program = await db
    .selectFrom('program')
    .select('id')
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst();
  if (program === undefined) return null;
  const ensured = await ensureLocalApiKey(
    {
      db,
      definitions: createDefinitionsStore(),
      now: clock.now(),
      actor: { kind: 'system', name: 'npm start' },
    },
    { programId: program.id, file },
  );
  return ensured.ok ? ensured.value : null;
}
