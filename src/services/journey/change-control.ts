import { inTransaction } from '../../db/database.ts';
import type { Tx } from '../../db/database.ts';
import type { JourneyControl } from '../../domain/journey/control.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { ok, refuse } from '../../domain/values/result.ts';
import type { Result } from '../../domain/values/result.ts';
import { afterCommit } from '../after-commit.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import { insertRevision, lockProgram, publicationInstant } from '../program/locked-program.ts';
import { markForPublication } from '../program/mark-members.ts';

export interface JourneyAddress {
  readonly programId: string;
  readonly journeyId: string;
}

/** A journey after its control was changed, or left as it was. */
export interface ControlledJourney extends JourneyAddress {
  readonly version: number;
  readonly revision: number;
  readonly control: JourneyControl;
}

/** What an operator does to a journey, for the audit log, and what becomes of its control. */
export interface ControlChange {
  readonly action: 'journey.paused' | 'journey.resumed' | 'journey.stopped';
  readonly decide: (control: JourneyControl, at: Instant) => Result<JourneyControl>;
}

/**
 * Puts a journey's new control into force as a revision and marks every member. A control that stays as it is makes
 * none. Refuses `no_program`, `unknown_journey` and what `decide` refuses.
 */
export async function changeControl(
  ctx: Context,
  address: JourneyAddress,
  change: ControlChange,
): Promise<Result<ControlledJourney>> {
  const changed = await inTransaction(ctx.db, (tx) => publishControl(tx, ctx, address, change));
  if (changed.ok) await afterCommit(ctx, (outside) => markForPublication(outside, address.programId));
  return changed;
}

async function publishControl(
  tx: Tx,
  ctx: Context,
  { programId, journeyId }: JourneyAddress,
  { action, decide }: ControlChange,
): Promise<Result<ControlledJourney>> {
  const program = await lockProgram(tx, programId);
  if (program === null) return refuse('no_program', `there is no program ${programId}`);
  const journey = program.journeys.find(({ id }) => id === journeyId);
  if (journey === undefined) return refuse('unknown_journey', `the program has no journey ${journeyId}`);
  const at = publicationInstant(program, ctx.now);
  const decided = decide(journey.control, at);
  if (!decided.ok) return decided;

  const control = decided.value;
  const { version } = journey;
  if (control === journey.control) {
    return ok({ programId, journeyId, version, revision: program.revision, control });
  }
  const revision = await insertRevision(tx, ctx, program, {
    at,
    programVersion: program.programVersion,
    journeys: program.journeys.with(program.journeys.indexOf(journey), { ...journey, control }),
  });
  await appendAudit(tx, ctx, { programId, action, subject: journeyId, detail: { version, revision } });
  return ok({ programId, journeyId, version, revision, control });
}
