import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openDatabase, type Database } from '../../src/db/database.ts';
import type { Mapping } from '../../src/domain/import/mapping.ts';
import type { Program } from '../../src/domain/program/program.ts';
import { UTC } from '../../src/domain/values/calendar.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { formatFinding } from '../../src/schemas/files/finding.ts';
import { parseMapping } from '../../src/schemas/files/mapping.ts';
import type { ParsedFile } from '../../src/schemas/files/parse-file.ts';
import { conductImport } from '../../src/services/import/conduct-import.ts';
import { termsOf, type FileFormat } from '../../src/services/import/event-file.ts';
import { eventRecorder, type ImportContext } from '../../src/services/import/event-recorder.ts';
import { importFile, type ImportSummary } from '../../src/services/import/import-file.ts';
import type { Import } from '../../src/services/import/import.ts';
import { postImport } from '../../src/services/import/post-import.ts';
import { receiveUpload, UPLOAD_BYTES_MAX } from '../../src/services/import/receive-upload.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { valueOf } from '../support/answers.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { stateHash } from '../support/state-hash.ts';

export const PROGRAM = 'shop';
export const NOW = at('2026-11-22T10:00:00Z');
/** Half a million lines are hashed in one statement. */
const HASHED_WITHIN_MS = 60_000;

/** `cents`: one point for each minor unit paid; `points`: one for each hundred, rounded down per purchase. */
function program(currency: string): Program {
  const forever = { kind: 'redeemable', pendingFor: null, expiry: { kind: 'none' } } as const;
  const award = { kind: 'perAmount', points: 1, basis: 'net', rounding: 'down' } as const;
  return {
    id: PROGRAM,
    currency,
    zone: UTC,
    wallets: { cents: forever, points: forever },
    attributes: {},
    topics: [],
    earn: [
      {
        id: 'base',
        upon: { type: 'purchase', where: [] },
        who: null,
        award: [
          { ...award, wallet: 'cents', minor: 1 },
          { ...award, wallet: 'points', minor: 100 },
        ],
      },
    ],
  };
}

export interface ImportShop {
  readonly database: TestDatabase;
  readonly db: Database;
  /** A folder of this test file alone. */
  readonly folder: string;
  /** Imports a file by the text of a mapping. */
  run(file: string, mapping: string, options: { readonly history: boolean }): Promise<ImportSummary>;
  /** Posts a file with its mapping, and conducts the import to its end. */
  runPosted(file: string, mapping: string, options: { readonly history: boolean }): Promise<Import>;
  importAs(format: FileFormat, file: string, options: { readonly history: boolean }): Promise<ImportSummary>;
  /** The text of the rejects file that `run` leaves for a file. */
  rejects(file: string): Promise<string>;
  /** One hash over every row of every table that tells of members. */
  stateHash(): Promise<string>;
}

/** A database with a program of that currency; the answered function may be called inside tests and hooks only. */
export function withImportShop(currency: string): () => ImportShop {
  let shop: ImportShop | null = null;
  let close: (() => Promise<void>) | null = null;
  beforeAll(async () => {
    const database = await createTestDatabase();
    const db = openDatabase(database.appUrl, { statementTimeoutMs: HASHED_WITHIN_MS });
    const folder = await mkdtemp(join(tmpdir(), 'perennial-test-'));
    close = async () => {
      await db.destroy();
      await database.drop();
      await rm(folder, { recursive: true });
    };
    shop = await open(database, db, folder, currency);
  });
  afterAll(() => close?.());
  return () => {
    if (shop === null) throw new Error('the shop exists only inside tests and hooks');
    return shop;
  };
}

async function open(
  database: TestDatabase,
  db: Database,
  folder: string,
  currency: string,
): Promise<ImportShop> {
  const context: ImportContext = {
    db,
    definitions: createDefinitionsStore(),
    clock: { now: () => NOW },
    actor: { kind: 'operator', name: 'test' },
  };
  const rules = { program: { definition: program(currency), source: '' }, journeys: [], templates: [] };
  valueOf(await applyProgram({ ...context, now: at('2026-01-01T00:00:00Z') }, rules));
  const rejectsPath = (file: string): string => join(folder, `${basename(file)}.rejects`);
  const importAs: ImportShop['importAs'] = async (format, file, { history }) => {
    const recorder = eventRecorder(context, { programId: PROGRAM, ...termsOf(format), history });
    const imported = await importFile({ path: file, format, rejectsPath: rejectsPath(file), recorder });
    if (!imported.ok) throw new Error(imported.findings.map(formatFinding).join('\n'));
    return imported.value;
  };
  const runPosted: ImportShop['runPosted'] = async (file, mapping, { history }) => {
    const ctx = { ...context, now: NOW };
    const { source } = mappingOf(mapping).value;
    const address = { programId: PROGRAM, source };
    const upload = valueOf(
      await receiveUpload(ctx, address, createReadStream(file), { bytesMax: UPLOAD_BYTES_MAX }),
    );
    const how = { key: null, fileName: basename(file), mapping, enrol: false, history };
    const posted = valueOf(await postImport(ctx, { ...address, ...how, upload }));
    return conductToEnd(context, posted);
  };
  return {
    database,
    db,
    folder,
    run(file, mappingText, options) {
      return importAs({ kind: 'csv', mapping: mappingOf(mappingText) }, file, options);
    },
    importAs,
    runPosted,
    rejects: (file) => readFile(rejectsPath(file), 'utf8'),
    stateHash: () => stateHash(db),
  };
}

async function conductToEnd(context: ImportContext, { id: importId }: Import): Promise<Import> {
  const stopping = new AbortController().signal;
  for (;;) {
    const standing = await conductImport(context, { importId, onStep: () => undefined, stopping });
    if (standing === null) throw new Error('the import is gone');
    if (standing.endedAt !== null) return standing;
  }
}

function mappingOf(text: string): ParsedFile<Mapping> {
  const mapping = parseMapping({ path: 'test.map.yaml', text });
  if (!mapping.ok) throw new Error(mapping.findings.map(formatFinding).join('\n'));
  return mapping.value;
}
