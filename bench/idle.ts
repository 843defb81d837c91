import { setTimeout as pause } from 'node:timers/promises';
import type { WholeSystem } from '../test/support/whole-system.ts';
import { cpuMsOfTree } from './cpu-time.ts';

const LOOK_EVERY_MS = 1_000;
/** Less than a tenth of a processor: timers, heartbeats and polls, and nothing in hand. */
const IDLE_CPU_MS = 100;
const IDLE_WITHIN_MS = 5 * 60_000;

/** Waits until all processes together have nothing in hand. Throws when that is not so within five minutes. */
export async function becomeIdle({ supervisorPid }: WholeSystem): Promise<void> {
  const giveUpAt = performance.now() + IDLE_WITHIN_MS;
  for (let before = cpuMsOfTree(supervisorPid); performance.now() < giveUpAt;) {
    await pause(LOOK_EVERY_MS);
    const now = cpuMsOfTree(supervisorPid);
    if (now - before < IDLE_CPU_MS) return;
    before = now;
  }
  throw new Error('the system never became idle');
}
