import type { Queryable } from '../../db/database.ts';
import type { Definitions } from '../../domain/lifecycle/definitions.ts';
import type { Program } from '../../domain/program/program.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { readProgram } from '../../schemas/stored/definitions.ts';

/** Finds the program's rules as they were at an instant. */
export type RulesInForce = (at: Instant) => Program;

interface Version {
  readonly publishedAt: Instant;
  readonly program: Program;
}

/** Versions never change, so they are read once for each revision that a process sees. */
const versionsByRevision = new WeakMap<Definitions, readonly Version[]>();

/**
 * The rules in force at any instant since `earliest`. Before the first publication there were none of their own, so the
 * present ones count: history that is older than the program earns by the program as it is.
 */
export async function rulesInForce(
  db: Queryable,
  definitions: Definitions,
  earliest: Instant,
): Promise<RulesInForce> {
  const { program, publishedAt } = definitions;
  if (earliest >= publishedAt) return () => program;
  const versions = versionsByRevision.get(definitions) ?? (await readVersions(db, program.id));
  versionsByRevision.set(definitions, versions);
  return (at) =>
    at >= publishedAt
      ? program
      : (versions.findLast((version) => version.publishedAt <= at)?.program ?? program);
}

async function readVersions(db: Queryable, programId: string): Promise<readonly Version[]> {
  const rows = await db
    .selectFrom('program_version')
    .select(['published_at', 'definition'])
    .where('program_id', '=', programId)
    .orderBy('version')
    .execute();
  return rows.map((row) => ({ publishedAt: row.published_at, program: readProgram(row.definition) }));
}
