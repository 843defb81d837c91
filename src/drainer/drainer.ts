import type { Logger } from 'pino';
import type { LookedAt } from '../services/lifecycle/advance-members.ts';
import type { Nudge, NudgeMember } from '../temporal/nudge-member.ts';
import { createBell } from './bell.ts';
import type { Pace } from './pace.ts';

const BATCH_MAX = 200;
const BATCH_GROWTH = 20;
/** A notice can be lost with its connection; a mark cannot. */
const LOOK_AT_LEAST_EVERY_MS = 1_000;
const PAUSE_AFTER_FAILURE_MS = 2_000;
const NUDGES_AT_ONCE_MAX = 8;

export interface DrainerDeps {
  /** Advances up to so many marked members that nobody else holds, in one transaction. */
  readonly advanceMarked: (limit: number) => Promise<readonly LookedAt[]>;
  readonly nudge: NudgeMember;
  /** Whether Temporal answers at all. */
  readonly isTemporalThere: () => Promise<boolean>;
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
 * is away it keeps the nudges that it owes, and marks wait. Nudges that are lost with the process, or that Temporal
 * refuses, are made up for by `reconcile`.
 */
export function startDrainer(deps: DrainerDeps): Drainer {
  const { advanceMarked, nudge, isTemporalThere, pace, listen, logger } = deps;
  const stopping = new AbortController();
  const bell = createBell(stopping.signal);
  const notices = listen(bell.ring);
  /** Members who were advanced, and whose workflows do not know of it yet. */
  const owed = new Set<Nudge>();
  let batchMax = BATCH_MAX;

  async function drain(): Promise<void> {
    for (let isDry = false; !isDry;) {
      while (owed.size > 0) await nudgeOwed();
      stopping.signal.throwIfAborted();
      const batch = await takeBatch();
      for (const member of batch) {
        if (member.needsNudge) owed.add(member);
        warnIfUnreadable(member);
      }
      isDry = batch.length === 0;
    }
  }

  function warnIfUnreadable({ memberId, programId, unreadable: cause }: LookedAt): void {
    if (cause !== null) logger.warn({ memberId, programId, cause }, 'a member cannot be read and waits');
  }

  /**
   * Half as many after each failure, a few more after each success: together, members with long logs may take longer
   * than a statement may.
   */
  async function takeBatch(): Promise<readonly LookedAt[]> {
    const limit = batchMax;
    batchMax = Math.max(1, Math.floor(limit / 2));
    const batch = await advanceMarked(limit);
    batchMax = Math.min(BATCH_MAX, limit + BATCH_GROWTH);
    return batch;
  }

  /** Nudges until one fails. That one is given up if Temporal answers others; else all that is left stays owed. */
  async function nudgeOwed(): Promise<void> {
    const queue = [...owed].values();
    const failed = new Map<Nudge, unknown>();
    const lane = async () => {
      for (const each of queue) {
        await pace(stopping.signal);
        try {
          await nudge(each);
          owed.delete(each);
        } catch (error) {
          failed.set(each, error);
        }
        if (failed.size > 0) return;
      }
    };
    await Promise.all(Array.from({ length: NUDGES_AT_ONCE_MAX }, lane));
    if (failed.size > 0 && !(await isTemporalThere())) throw [...failed.values()][0];
    for (const [each, error] of failed) {
      logger.warn({ err: error, memberId: each.memberId }, 'a nudge was refused');
      owed.delete(each);
    }
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
