import { inTransaction } from '../../db/database.ts';
import type { Tx } from '../../db/database.ts';
import { ok } from '../../domain/values/result.ts';
import type { Result } from '../../domain/values/result.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { writeJourney, writeProgram } from '../../schemas/stored/definitions.ts';
import type { RevisionJourney } from '../../schemas/stored/definitions.ts';
import type { ProgramFolder } from '../../schemas/files/program-folder.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { changesRules, compareFolder } from './compare-folder.ts';
import type { FolderComparison } from './compare-folder.ts';
import { checkSuccession } from './check-succession.ts';
import { insertRevision, lockProgram, publicationInstant } from './locked-program.ts';
import type { LockedProgram } from './locked-program.ts';
import { markForPublication } from './mark-members.ts';

/** What is in force after applying a folder. */
export interface Publication {
  readonly programId: string;
  readonly revision: number;
  readonly comparison: FolderComparison;
}

/**
 * Publishes a folder: a new version of each file whose content changed, a new revision when rules changed, and a mark
 * on every member, so that all are advanced by the new rules. Applying the same folder again changes nothing, and
 * ends the marking that an interruption left undone. A stopped journey runs again with its next version.
 * Refuses `incompatible_program`.
 */
export async function applyProgram(ctx: Context, folder: ProgramFolder): Promise<Result<Publication>> {
  const published = await inTransaction(ctx.db, (tx) => publish(tx, ctx, folder));
  if (published.ok) await markForPublication(ctx, published.value.programId);
  return published;
}

async function publish(tx: Tx, ctx: Context, folder: ProgramFolder): Promise<Result<Publication>> {
  const program = await lockOrCreate(tx, ctx, folder.program.definition.id);
  const comparison = await compareFolder(tx, folder);
  const compatible = await checkSuccession(tx, program, folder);
  if (!compatible.ok) return compatible;

  const at = publicationInstant(program, ctx.now);
  await insertVersions(tx, program.id, comparison, at);
  let { revision } = program;
  if (changesRules(comparison)) {
    revision = await insertRevision(tx, ctx, program, {
      at,
      programVersion: comparison.program.version,
      journeys: journeysInForce(program.journeys, comparison, at),
    });
  }
  const changed = [comparison.program, ...comparison.journeys, ...comparison.templates]
    .filter(({ change }) => change !== 'unchanged')
    .map(({ id, version }) => ({ id, version }));
  if (changed.length > 0) {
    const detail = { revision, changed };
    await appendAudit(tx, ctx, {
      programId: program.id,
      action: 'program.applied',
      subject: program.id,
      detail,
    });
  }
  return ok({ programId: program.id, revision, comparison });
}

async function lockOrCreate(tx: Tx, ctx: Context, id: string): Promise<LockedProgram> {
  await tx
    .insertInto('program')
    .values({ id, created_at: new Date(ctx.now) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  const program = await lockProgram(tx, id);
  if (program === null) throw new Error(`program ${id} was created and is not there`);
  return program;
}

async function insertVersions(
  tx: Tx,
  programId: string,
  { program, journeys, templates }: FolderComparison,
  at: Instant,
): Promise<void> {
  const published_at = new Date(at);
  if (program.change !== 'unchanged') {
    const { version, source, contentHash: content_hash } = program;
    const definition = writeProgram(program.definition);
    const row = { program_id: programId, version, definition, source, content_hash, published_at };
    await tx.insertInto('program_version').values(row).execute();
  }
  for (const { id, change, version, source, contentHash: content_hash, definition: draft } of journeys) {
    if (change === 'unchanged') continue;
    const definition = writeJourney({ ...draft, version });
    const row = {
      program_id: programId,
      journey_id: id,
      version,
      definition,
      source,
      content_hash,
      published_at,
    };
    await tx.insertInto('journey_version').values(row).execute();
  }
  for (const { id, change, version, contentHash: content_hash, definition } of templates) {
    if (change === 'unchanged') continue;
    const { subject, html, text } = definition;
    const row = {
      program_id: programId,
      template_id: id,
      version,
      subject,
      html,
      text,
      content_hash,
      published_at,
    };
    await tx.insertInto('template_version').values(row).execute();
  }
}

/** In order of first publication: those of before, in their newest version, then the new ones. */
function journeysInForce(
  before: readonly RevisionJourney[],
  { journeys }: FolderComparison,
  at: Instant,
): readonly RevisionJourney[] {
  const changed = new Map(
    journeys.flatMap((one) => (one.change === 'changed' ? [[one.id, one.version]] : [])),
  );
  const kept = before.map((journey): RevisionJourney => {
    const version = changed.get(journey.id);
    if (version === undefined) return journey;
    const control = journey.control.kind === 'stopped' ? { kind: 'running' as const } : journey.control;
    return { ...journey, version, control };
  });
  const added = journeys
    .filter(({ change }) => change === 'new')
    .map(({ id, version }): RevisionJourney => ({
      id,
      version,
      firstPublishedAt: at,
      control: { kind: 'running' },
    }));
  return [...kept, ...added];
}
