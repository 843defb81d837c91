import type { JourneyControl } from '../journey/control.ts';
import type { OpenRun } from '../journey/run.ts';
import { instantOf } from '../values/instant.ts';
import type { Definitions } from './definitions.ts';
import type { Draft } from './draft.ts';
import { cutShort } from './runs.ts';

/**
 * Puts new definitions in force for one member; their facts must have been folded with the watches of these.
 * - A run goes on with the version that it began with.
 * - A stopped journey's runs end with reason `stopped`.
 * - A pause has held deadlines; at its end they are due at once (`run`), or move by the pause's length (`retime`). With
 *   `skip` they are due as well, and messages that were planned in the pause are skipped when they are claimed.
 */
export function publish(draft: Draft, definitions: Definitions): void {
  const before = draft.definitions;
  draft.occasion = { kind: 'publication', before: draft.revision === 0 ? null : before };
  draft.definitions = definitions;
  draft.revision = definitions.revision;
  for (const { journey, control } of definitions.journeys) {
    const runs = draft.runs.filter((run) => run.journey === journey.id);
    if (control.kind === 'stopped') {
      for (const run of runs) cutShort(draft, run, { reason: 'stopped', outcome: 'neutral' }, 'stopped');
    }
    const former = before.journeys.find((published) => published.journey.id === journey.id);
    if (former?.control.kind === 'paused' && control.kind === 'resumed' && control.onResume === 'retime') {
      for (const run of runs) draft.save(retimed(run, control));
      const { askAgainAt } = draft.memoryOf(journey.id);
      if (askAgainAt !== null) {
        draft.remember(journey.id, { askAgainAt: instantOf(askAgainAt + control.at - control.pausedAt) });
      }
    }
  }
}

/** The run with its deadline moved by as much of the pause as its passage has stood through. */
function retimed(run: OpenRun, { pausedAt, at }: JourneyControl & { kind: 'resumed' }): OpenRun {
  const { since, dueAt, movedByMs } = run.standing;
  if (dueAt === null) return run;
  const heldMs = Math.max(0, at - Math.max(pausedAt, since));
  const standing = { ...run.standing, dueAt: instantOf(dueAt + heldMs), movedByMs: movedByMs + heldMs };
  return { ...run, standing };
}
