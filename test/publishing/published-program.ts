import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';
import { readProgramFolder } from '../../src/adapters/source-files.ts';
import type { Database } from '../../src/db/database.ts';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import type { Instant } from '../../src/domain/values/instant.ts';
import { parseProgramFolder } from '../../src/schemas/files/parse-program-folder.ts';
import type { ProgramFolder, SourceFile } from '../../src/schemas/files/program-folder.ts';
import type { Context } from '../../src/services/context.ts';
import { enrolMembers } from '../../src/services/member/enrol-members.ts';
import type { EnrolMember } from '../../src/services/member/enrol-members.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { memberIdsOf } from '../support/answers.ts';
import { createTestDatabase } from '../support/postgres.ts';
import type { TestDatabase } from '../support/postgres.ts';

export const PROGRAM = 'corner-coffee';
export const NOW = at('2027-01-04T08:00:00Z');

export const CORNER_COFFEE = fileURLToPath(new URL('../../examples/corner-coffee', import.meta.url));
const files = await readProgramFolder(CORNER_COFFEE);

/** The corner coffee's folder; `change` may replace the text of a file, or drop it by answering null. */
export function cornerCoffee(
  change: (file: SourceFile) => string | null = ({ text }) => text,
): ProgramFolder {
  const changed = files.flatMap((file) => {
    const text = change(file);
    return text === null ? [] : [{ path: file.path, text }];
  });
  const parsed = parseProgramFolder(changed);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  return parsed.value;
}

/** The folder with one text of one file replaced. */
export function cornerCoffeeWith(path: string, before: string, after: string): ProgramFolder {
  return cornerCoffee((file) => (file.path === path ? file.text.replace(before, after) : file.text));
}

export interface EmptyHouse {
  readonly db: Database;
  readonly url: string;
  /** The verbs' context at an instant, as a process of its own would have it. */
  readonly ctx: (now?: Instant) => Context;
  readonly enrol: (members: readonly EnrolMember[]) => Promise<readonly Uuid[]>;
  readonly clearMarks: () => Promise<void>;
  readonly marked: () => Promise<readonly Uuid[]>;
}

/** A database of its own for each test, with nothing in it. */
export function withEmptyHouse(): () => EmptyHouse {
  let database: TestDatabase | null = null;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database?.drop());
  return () => {
    if (database === null) throw new Error('the house exists only inside tests');
    return open(database);
  };
}

function open({ db, appUrl: url }: TestDatabase): EmptyHouse {
  const ctx = (now = NOW): Context => ({
    db,
    definitions: createDefinitionsStore(),
    now,
    actor: { kind: 'operator', name: 'ada' },
  });
  return {
    db,
    url,
    ctx,
    enrol: async (members) => {
      const items = await enrolMembers(ctx(), PROGRAM, members);
      return memberIdsOf(items);
    },
    clearMarks: async () => {
      await db.updateTable('lifecycle').set({ needs_advance_since: null }).execute();
    },
    marked: async () => {
      const rows = await db
        .selectFrom('lifecycle')
        .select('member_id')
        .where('needs_advance_since', 'is not', null)
        .orderBy('member_id')
        .execute();
      return rows.map((row) => row.member_id);
    },
  };
}
