import { performance } from 'node:perf_hooks';
import pc from 'picocolors';

/** Tells what the set-up is doing. Lines go to standard error, so that a program's own output stays clean. */
export interface Progress {
  /** Something that may take a while began. */
  readonly note: (text: string) => void;
  /** Runs `work` and says how long it took when that was noticeable (above 0.5 s). */
  readonly timed: <T>(text: string, work: () => Promise<T>) => Promise<T>;
}

const NOTICEABLE_MS = 500;

export const terminalProgress: Progress = {
  note: (text) => process.stderr.write(`${pc.dim('·')} ${text}\n`),
  timed: async (text, work) => {
    const startedAt = performance.now();
    const result = await work();
    const tookMs = performance.now() - startedAt;
    const took = tookMs > NOTICEABLE_MS ? pc.dim(` ${(tookMs / 1000).toFixed(1)} s`) : '';
    process.stderr.write(`${pc.green('✓')} ${text}${took}\n`);
    return result;
  },
};
