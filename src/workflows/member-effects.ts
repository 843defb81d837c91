import { isCancellation, proxyActivities, sleep } from '@temporalio/workflow';
import type { SendingActivities } from '../activities/sending-activities.ts';
import type { Effect } from '../services/lifecycle/conducted.ts';
import { jitteredPauseMs } from './jittered-pause.ts';
import { TASK_QUEUES } from './task-queues.ts';

const { deliverMessage } = proxyActivities<SendingActivities>({
  taskQueue: TASK_QUEUES.sending,
  startToCloseTimeout: '20 seconds',
  retry: { maximumAttempts: 1 },
});

interface RunningEffects {
  /** Starts those that do not run yet. */
  start(effects: readonly Effect[]): void;
  areDone(): boolean;
}

/** Effects run beside the loop and never block it; `whenOver` is called after each. */
export function runningEffects(whenOver: () => void): RunningEffects {
  const running = new Set<string>();
  const failures = new Map<string, number>();

  /** Holds an effect that failed back for a while: the database would name it again at once. */
  const run = async ({ id, summary }: Effect): Promise<void> => {
    try {
      await deliverMessage.executeWithOptions({ summary }, [id]);
      failures.delete(id);
    } catch (error) {
      if (isCancellation(error)) return;
      const before = failures.get(id) ?? 0;
      failures.set(id, before + 1);
      await pause(jitteredPauseMs(before), `not done; try again: ${summary}`);
    } finally {
      running.delete(id);
      whenOver();
    }
  };

  return {
    start(effects) {
      for (const effect of effects) {
        if (running.has(effect.id)) continue;
        running.add(effect.id);
        void run(effect);
      }
    },
    areDone: () => running.size === 0,
  };
}

/** Ends early, and quietly, when the workflow is cancelled: the main loop hears of that itself. */
async function pause(ms: number, summary: string): Promise<void> {
  await sleep(ms, { summary }).catch(() => undefined);
}
