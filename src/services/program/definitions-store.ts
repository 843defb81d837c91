import type { Queryable } from '../../db/database.ts';
import { timestamp } from '../../db/timestamp.ts';
import { composeDefinitions } from '../../domain/lifecycle/compose-definitions.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import type { Lifecycle } from '../../domain/lifecycle/lifecycle.ts';
import type { Journey } from '../../domain/journey/journey.ts';
import type { Program } from '../../domain/program/program.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { readJourney, readProgram, readRevisionJourneys } from '../../schemas/stored/definitions.ts';

/** Published rules. A revision never changes, so each is read once and kept. */
export interface DefinitionsStore {
  /** The rules in force; null when nothing was published for that program. */
  current(db: Queryable, programId: string): Promise<Definitions | null>;
  /**
   * The rules that a lifecycle goes by, then every later revision, in order. One of revision 0 has yet to hear of any:
   * first of those in force at its instant, or of the first ever.
   */
  since(
    db: Queryable,
    programId: string,
    lifecycle: Pick<Lifecycle, 'revision' | 'at'>,
  ): Promise<readonly Definitions[]>;
}

/** Revisions kept per program; older ones are read again by the few members who still stand at them. */
const REVISIONS_KEPT_MAX = 64;

/**
 * A store for one process. What it was asked inside a transaction that published and then rolled back would be
 * remembered wrongly, so a publication never asks it before its commit.
 */
export function createDefinitionsStore(): DefinitionsStore {
  const shelves = new Map<string, Shelf>();
  let epoch: Uuid | null = null;

  /** The number of the revision in force. What was kept of another copy of the database is forgotten: it counts anew. */
  async function currentRevision(db: Queryable, programId: string): Promise<number> {
    const found = await readCurrent(db, programId);
    if (found === undefined) return 0;
    if (found.epoch !== epoch) shelves.clear();
    epoch = found.epoch;
    return found.revision;
  }

  async function range(
    db: Queryable,
    programId: string,
    from: number,
    to: number,
  ): Promise<readonly Definitions[]> {
    const shelf = shelves.get(programId) ?? emptyShelf();
    shelves.set(programId, shelf);
    const wanted = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
    if (wanted.some((revision) => !shelf.revisions.has(revision))) {
      await fill(db, programId, shelf, from, to);
    }
    const found = wanted.flatMap((revision) => shelf.revisions.get(revision) ?? []);
    shed(shelf);
    return found;
  }

  /** The revision in force at an instant; before the first, the first. Of newcomers it is nearly always the last. */
  async function inForceAt(db: Queryable, programId: string, last: number, at: Instant): Promise<number> {
    const [latest] = await range(db, programId, Math.max(1, last), last);
    if (latest !== undefined && latest.publishedAt <= at) return last;
    return (await readRevisionAt(db, programId, at)) ?? 1;
  }

  return {
    async current(db, programId) {
      const revision = await currentRevision(db, programId);
      return (await range(db, programId, Math.max(1, revision), revision))[0] ?? null;
    },
    async since(db, programId, { revision, at }) {
      const last = await currentRevision(db, programId);
      const first = revision > 0 ? revision : await inForceAt(db, programId, last, at);
      return range(db, programId, first, last);
    },
  };
}

interface Shelf {
  readonly programs: Map<number, Program>;
  /** By journey and version, so that revisions share what they have in common. */
  readonly journeys: Map<string, Journey>;
  readonly revisions: Map<number, Definitions>;
}

function emptyShelf(): Shelf {
  return { programs: new Map(), journeys: new Map(), revisions: new Map() };
}

function shed({ revisions }: Shelf): void {
  for (const revision of [...revisions.keys()].toSorted((a, b) => a - b)) {
    if (revisions.size <= REVISIONS_KEPT_MAX) return;
    revisions.delete(revision);
  }
}

async function readCurrent(db: Queryable, programId: string) {
  return db
    .selectFrom('program')
    .innerJoin('database_epoch', (join) => join.onTrue())
    .select(['program.revision', 'database_epoch.epoch'])
    .where('program.id', '=', programId)
    .executeTakeFirst();
}

async function readRevisionAt(db: Queryable, programId: string, at: Instant): Promise<number | undefined> {
  const row = await db
    .selectFrom('revision')
    .select('revision')
    .where('program_id', '=', programId)
    .where('published_at', '<=', timestamp(at))
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.revision;
}

async function fill(db: Queryable, programId: string, shelf: Shelf, from: number, to: number): Promise<void> {
  const rows = await db
    .selectFrom('revision')
    .selectAll()
    .where('program_id', '=', programId)
    .where('revision', '>=', from)
    .where('revision', '<=', to)
    .orderBy('revision')
    .execute();
  await fillPrograms(db, programId, shelf);
  await fillJourneys(db, programId, shelf);
  for (const row of rows) {
    const inForce = readRevisionJourneys(row.journeys);
    const program = required(
      shelf.programs.get(row.program_version),
      `program version ${row.program_version}`,
    );
    const journeys = inForce.map(({ id, version, firstPublishedAt, control }) => ({
      journey: required(shelf.journeys.get(journeyKey(id, version)), `journey ${id} version ${version}`),
      firstPublishedAt,
      control,
    }));
    const older = inForce.flatMap(({ id, version }) =>
      Array.from({ length: version - 1 }, (_, index) =>
        required(shelf.journeys.get(journeyKey(id, index + 1)), `journey ${id} version ${index + 1}`),
      ),
    );
    const { revision, published_at: publishedAt } = row;
    shelf.revisions.set(revision, composeDefinitions({ revision, publishedAt, program, journeys, older }));
  }
}

async function fillPrograms(db: Queryable, programId: string, { programs }: Shelf): Promise<void> {
  const rows = await db
    .selectFrom('program_version')
    .select(['version', 'definition'])
    .where('program_id', '=', programId)
    .where('version', '>', Math.max(0, ...programs.keys()))
    .execute();
  for (const { version, definition } of rows) programs.set(version, readProgram(definition));
}

async function fillJourneys(db: Queryable, programId: string, { journeys }: Shelf): Promise<void> {
  const rows = await db
    .selectFrom('journey_version')
    .select(['journey_id', 'version', 'definition'])
    .where('program_id', '=', programId)
    .execute();
  for (const row of rows) {
    const key = journeyKey(row.journey_id, row.version);
    if (!journeys.has(key)) journeys.set(key, readJourney(row.definition));
  }
}

function journeyKey(id: string, version: number): string {
  return `${id}@${version}`;
}

function required<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw new Error(`${name} is named by a revision and missing`);
  return found;
}
