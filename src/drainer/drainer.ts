import type { Logger } from 'pino';
import type { LookedAt } from '../services/lifecycle/advance-members.ts';
import type { Nudge, NudgeMember } from '../temporal/nudge-member.ts';
import { createBell } from './bell.ts';
import type { Pace } from './pace.ts';

const BATCH_MAX = 200;
/** A notice can be lost with its connection; a mark cannot. */
const LOOK_AT_LEAST_EVERY_MS = 1_000;
const PAUSE_AFTER_FAILURE_MS = 2_000;
const NUDGES_AT_ONCE_MAX = 8;

export interface DrainerDeps {
  /** Advances up to so many marked members that nobody else holds, in one transaction. */
  readonly advanceMarked: (limit: number) => Promise<readonly LookedAt[]>;
  readonly nudge: NudgeMember;
  /** Nudges start workflows; the pace keeps a publication from starting all at once. */
  readonly pace: Pace;
  /** Calls back when a member was marked; answers how to stop listening. */
  readonly listen: (onNotice: () => void) => { readonly stop: () => Promise<void> };
  readonly logger: Logger;
}

export interface Drainer {
  /** Ends after the batch in hand. Marks stay for the next process. */
  readonly stop: () => Promise<void>;
}

/**
 * Takes marked members in, and sends advanced members and nudges out. Any number of drainers may run. While Temporal
 * is away it pauses and marks wait; a nudge that is lost in between is made up for by `reconcile`.
 */
export function startDrainer({ advanceMarked, nudge, pace, listen, logger }: DrainerDeps): Drainer {
  const stopping = new AbortController();
  const bell = createBell(stopping.signal);
  const notices = listen(bell.ring);

  async function drain(): Promise<void> {
    for (
      let batch = await advanceMarked(BATCH_MAX);
      batch.length > 0;
      batch = await advanceMarked(BATCH_MAX)
    ) {
      await nudgeAll(batch.filter(({ needsNudge }) => needsNudge));
      stopping.signal.throwIfAborted();
    }
  }

  /** The first that fails ends the round: the others would wait in vain as well. */
  async function nudgeAll(nudges: readonly Nudge[]): Promise<void> {
    const queue = nudges.values();
    const lane = async () => {
      for (const each of queue) {
        await pace(stopping.signal);
        await nudge(each);
      }
    };
    await Promise.all(Array.from({ length: NUDGES_AT_ONCE_MAX }, lane));
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await drain();
        await bell.wait(LOOK_AT_LEAST_EVERY_MS);
      } catch (error) {
        if (stopping.signal.aborted) return;
        logger.warn({ err: error }, 'draining pauses');
        await bell.pause(PAUSE_AFTER_FAILURE_MS);
      }
    }
  }

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await notices.stop();
      await running;
    },
  };
}
