import type { Queryable } from '../../db/database.ts';
import type { Journey } from '../../domain/journey/journey.ts';
import type { Program } from '../../domain/program/program.ts';
import { sha256Hex } from '../../domain/values/hash.ts';
import type { JourneyDraft, ProgramFolder, Template } from '../../schemas/files/program-folder.ts';
import { contentHashOf } from './content-hash.ts';

/** What publishing a folder would do to one program, journey or template. */
export interface Change<T> {
  readonly id: string;
  readonly change: 'new' | 'changed' | 'unchanged';
  /** The version that is in force afterwards. */
  readonly version: number;
  readonly contentHash: string;
  readonly definition: T;
  readonly source: string;
  /** The text of the version in force now; null when there is none. */
  readonly sourceBefore: string | null;
}

/** A folder beside what is published. Journeys and templates that only the database has stay as they are. */
export interface FolderComparison {
  readonly program: Change<Program>;
  readonly journeys: readonly Change<JourneyDraft>[];
  readonly templates: readonly Change<Template>[];
  readonly journeysNotInFolder: readonly string[];
}

/** Compares by content, so that comments, order and layout of the files make no new version. */
export async function compareFolder(db: Queryable, folder: ProgramFolder): Promise<FolderComparison> {
  const programId = folder.program.definition.id;
  const program = await latestProgram(db, programId);
  const journeys = await latestJourneys(db, programId);
  const templates = await latestTemplates(db, programId);
  const journeyIds = new Set(folder.journeys.map(({ definition }) => definition.id));
  return {
    program: changeOf(program, {
      id: programId,
      ...folder.program,
      contentHash: contentHashOf(folder.program.definition),
    }),
    journeys: folder.journeys.map(({ definition, source }) =>
      changeOf(journeys.get(definition.id), {
        id: definition.id,
        definition,
        source,
        contentHash: contentHashOf(definition),
      }),
    ),
    templates: folder.templates.map((template) => {
      const source = templateSource(template);
      const contentHash = sha256Hex(source);
      return changeOf(templates.get(template.id), {
        id: template.id,
        definition: template,
        source,
        contentHash,
      });
    }),
    journeysNotInFolder: [...journeys.keys()].filter((id) => !journeyIds.has(id)),
  };
}

/** Whether publishing would put new rules into force; templates alone change no rule. */
export function changesRules({ program, journeys }: FolderComparison): boolean {
  return [program, ...journeys].some(({ change }) => change !== 'unchanged');
}

interface Published {
  readonly version: number;
  readonly contentHash: string;
  readonly source: string;
}

function changeOf<T>(
  published: Published | undefined,
  offered: Pick<Change<T>, 'id' | 'definition' | 'source' | 'contentHash'>,
): Change<T> {
  if (published === undefined) return { ...offered, change: 'new', version: 1, sourceBefore: null };
  const isSame = published.contentHash === offered.contentHash;
  return {
    ...offered,
    change: isSame ? 'unchanged' : 'changed',
    version: isSame ? published.version : published.version + 1,
    sourceBefore: published.source,
  };
}

/** The three parts as one text, to be hashed and shown as a difference. */
function templateSource({ subject, html, text }: Pick<Template, 'subject' | 'html' | 'text'>): string {
  return [`subject: ${subject}`, '--- text', text, '--- html', html].join('\n');
}

async function latestProgram(db: Queryable, programId: string): Promise<Published | undefined> {
  const row = await db
    .selectFrom('program_version')
    .select(['version', 'content_hash', 'source'])
    .where('program_id', '=', programId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { version: row.version, contentHash: row.content_hash, source: row.source };
}

async function latestJourneys(db: Queryable, programId: string): Promise<Map<Journey['id'], Published>> {
  const rows = await db
    .selectFrom('journey_version')
    .distinctOn('journey_id')
    .select(['journey_id', 'version', 'content_hash', 'source'])
    .where('program_id', '=', programId)
    .orderBy('journey_id')
    .orderBy('version', 'desc')
    .execute();
  return new Map(
    rows.map((row) => [
      row.journey_id,
      { version: row.version, contentHash: row.content_hash, source: row.source },
    ]),
  );
}

async function latestTemplates(db: Queryable, programId: string): Promise<Map<Template['id'], Published>> {
  const rows = await db
    .selectFrom('template_version')
    .distinctOn('template_id')
    .selectAll()
    .where('program_id', '=', programId)
    .orderBy('template_id')
    .orderBy('version', 'desc')
    .execute();
  return new Map(
    rows.map((row) => [
      row.template_id,
      { version: row.version, contentHash: row.content_hash, source: templateSource(row) },
    ]),
  );
}
