import type { Tx } from '../../db/database.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { readRevisionJourneys, writeRevisionJourneys } from '../../schemas/stored/definitions.ts';
import type { RevisionJourney } from '../../schemas/stored/definitions.ts';
import { actorName } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';

/** A program whose row is locked: nobody else publishes, pauses, resumes or stops until the transaction ends. */
export interface LockedProgram {
  readonly id: string;
  /** 0 before the first publication. */
  readonly revision: number;
  readonly publishedAt: Instant | null;
  readonly programVersion: number;
  readonly journeys: readonly RevisionJourney[];
  readonly sendingPausedAt: Instant | null;
}

/** Locks a program by its row. Null when there is no such program. */
export async function lockProgram(tx: Tx, programId: string): Promise<LockedProgram | null> {
  const program = await tx
    .selectFrom('program')
    .select(['id', 'revision', 'sending_paused_at'])
    .where('id', '=', programId)
    .forUpdate()
    .executeTakeFirst();
  if (program === undefined) return null;
  const latest = await tx
    .selectFrom('revision')
    .selectAll()
    .where('program_id', '=', programId)
    .where('revision', '=', program.revision)
    .executeTakeFirst();
  return {
    id: program.id,
    revision: program.revision,
    publishedAt: latest?.published_at ?? null,
    programVersion: latest?.program_version ?? 0,
    journeys: latest === undefined ? [] : readRevisionJourneys(latest.journeys),
    sendingPausedAt: program.sending_paused_at,
  };
}

/** The instant of the next revision: now, and never before the one in force. */
export function publicationInstant(program: LockedProgram, now: Instant): Instant {
  return program.publishedAt !== null && program.publishedAt > now ? program.publishedAt : now;
}

/** Puts the next revision into force at the instant; answers its number. */
export async function insertRevision(
  tx: Tx,
  ctx: Context,
  program: LockedProgram,
  next: {
    readonly at: Instant;
    readonly programVersion: number;
    readonly journeys: readonly RevisionJourney[];
  },
): Promise<number> {
  const revision = program.revision + 1;
  await tx
    .insertInto('revision')
    .values({
      program_id: program.id,
      revision,
      published_at: new Date(next.at),
      program_version: next.programVersion,
      journeys: writeRevisionJourneys(next.journeys),
      actor: actorName(ctx.actor),
    })
    .execute();
  await tx.updateTable('program').set({ revision }).where('id', '=', program.id).execute();
  return revision;
}
