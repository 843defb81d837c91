import {
  condition,
  continueAsNew,
  defineSignal,
  proxySinks,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { NUDGE, type MemberInput } from './member-contract.ts';
import { conductor } from './member-conductor.ts';
import { runningEffects } from './member-effects.ts';
import { show } from './member-display.ts';
import type { MemberSinks } from './member-sinks.ts';

/** A run this long is continued as a new one: waking a member replays the history, 2 ms for each task in it. */
const HISTORY_EVENTS_MAX = 200;

const { failpoints } = proxySinks<MemberSinks>();

/**
 * Conducts one member's life: asks the database where the member stands, starts the effects that are due, and sleeps
 * until the next instant or nudge. It holds no state of its own, so a nudge that is lost, doubled or late, a second
 * run, or a run that starts anew changes nothing.
 */
export async function member(input: MemberInput): Promise<void> {
  const attention = { isWanted: false };
  const look = () => {
    attention.isWanted = true;
  };
  setHandler(defineSignal(NUDGE), look, { description: 'Look again: something may be due.' });
  const conduct = conductor(input.memberId);
  const effects = runningEffects(look);

  for (let epoch: string | null = null; ;) {
    attention.isWanted = false;
    const { standing, patience } = await conduct();
    if (standing?.status === 'unknown') return;
    if (standing !== null) {
      const isOtherCopy = epoch !== null && epoch !== standing.epoch;
      if (isOtherCopy) await beginAnew(input);
      epoch = standing.epoch;
      show(standing);
      if (standing.status === 'conducted') effects.start(standing.effects);
    }
    if (patience === null) await condition(() => attention.isWanted);
    else await condition(() => attention.isWanted, patience.ms, { summary: patience.summary });
    if (isTooLong() || (isLong() && effects.areDone())) await beginAnew(input);
  }
}

function isLong(): boolean {
  return workflowInfo().historyLength >= HISTORY_EVENTS_MAX;
}

/** The server's own limit comes near, because one effect after the other was running whenever the loop came by. */
function isTooLong(): boolean {
  return workflowInfo().continueAsNewSuggested;
}

/** Whatever the run knew is forgotten: the next one asks the database, and claims keep effects from happening twice. */
async function beginAnew(input: MemberInput): Promise<never> {
  failpoints.reached('before_continue_as_new');
  return continueAsNew<typeof member>(input);
}
