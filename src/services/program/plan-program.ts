import type { Queryable } from '../../db/database.ts';
import { breachesOfSuccession } from '../../domain/program/succession.ts';
import { lineDifference } from '../../domain/text/line-difference.ts';
import type { ComparedLine } from '../../domain/text/line-difference.ts';
import type { JourneyDraft, ProgramFolder } from '../../schemas/files/program-folder.ts';
import type { Context } from '../context.ts';
import { changesRules, compareFolder } from './compare-folder.ts';
import type { Change } from './compare-folder.ts';
import { countHolding } from './count-holding.ts';

/** What applying a folder would do, and whom it would concern. Nothing is written. */
export interface Plan {
  readonly programId: string;
  /** The revision that would come into force; the present one when no rule changes. */
  readonly revision: number;
  /** Why applying would be refused; none: it would not. */
  readonly refusedBecause: readonly string[];
  readonly program: PlannedChange;
  readonly journeys: readonly (PlannedChange & {
    /** Members inside, who go on with the version that they began with. */
    readonly runsOpen: number;
    /** For a new journey with an entry by condition: members who hold entry and `who` now; null: not known yet. */
    readonly holdingNow?: number | null;
    readonly audienceAtLaunch: JourneyDraft['entry']['audienceAtLaunch'];
  })[];
  readonly templates: readonly PlannedChange[];
  /** Published journeys that the folder does not have: they stay as they are. */
  readonly journeysNotInFolder: readonly string[];
}

export interface PlannedChange {
  readonly id: string;
  readonly change: Change<unknown>['change'];
  readonly version: number;
  /** Changed lines of a changed file with those around them. */
  readonly difference: readonly ComparedLine[];
}

export async function planProgram(ctx: Context, folder: ProgramFolder): Promise<Plan> {
  const { db } = ctx;
  const program = folder.program.definition;
  const comparison = await compareFolder(db, folder);
  const inForce = await ctx.definitions.current(db, program.id);
  const revision = inForce?.revision ?? 0;
  const runsOpen = await countOpenRuns(db, program.id);
  const journeys: Plan['journeys'][number][] = [];
  for (const change of comparison.journeys) {
    const { entry } = change.definition;
    const asked = entry.by.kind === 'when' && change.change === 'new' ? [entry.by.condition] : [];
    const conditions = entry.who === null ? asked : [...asked, entry.who];
    journeys.push({
      ...planned(change),
      runsOpen: runsOpen.get(change.id) ?? 0,
      ...(asked.length > 0 && { holdingNow: await countHolding(ctx, program, conditions) }),
      audienceAtLaunch: entry.audienceAtLaunch,
    });
  }
  return {
    programId: program.id,
    revision: changesRules(comparison) ? revision + 1 : revision,
    refusedBecause: inForce === null ? [] : breachesOfSuccession(inForce.program, program),
    program: planned(comparison.program),
    journeys,
    templates: comparison.templates.map(planned),
    journeysNotInFolder: comparison.journeysNotInFolder,
  };
}

function planned<T>({ id, change, version, source, sourceBefore }: Change<T>): PlannedChange {
  const difference = change === 'changed' ? lineDifference(sourceBefore ?? '', source) : [];
  return { id, change, version, difference };
}

async function countOpenRuns(db: Queryable, programId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('run')
    .select(({ fn }) => ['journey_id', fn.countAll<number>().as('runs')])
    .where('program_id', '=', programId)
    .where('status', '=', 'open')
    .groupBy('journey_id')
    .execute();
  return new Map(rows.map(({ journey_id, runs }) => [journey_id, runs]));
}
