import { Counter, Histogram, type Registry } from 'prom-client';
import type { DrainerDeps } from '../../drainer/drainer.ts';
import type { NudgeMember } from '../../temporal/nudge-member.ts';

type AdvanceMarked = DrainerDeps['advanceMarked'];

export interface AdvanceMetrics {
  readonly countingAdvances: (advance: AdvanceMarked) => AdvanceMarked;
  readonly countingNudges: (nudge: NudgeMember) => NudgeMember;
}

const BATCH_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What the drainer does with marked members. A look that finds nobody is not counted. */
export function createAdvanceMetrics(registry: Registry): AdvanceMetrics {
  const registers = [registry];
  const members = new Counter({
    name: 'perennial_advanced_members_total',
    help: 'Marked members who were looked at.',
    registers,
  });
  const failures = new Counter({
    name: 'perennial_advance_failures_total',
    help: 'Batches of marked members that failed as a whole; their marks stay.',
    registers,
  });
  const durations = new Histogram({
    name: 'perennial_advance_duration_seconds',
    help: 'Time to advance a batch of marked members.',
    buckets: BATCH_SECONDS,
    registers,
  });
  const nudges = new Counter({
    name: 'perennial_nudges_total',
    help: 'Workflows told to look again, by whether Temporal took it: sent or failed.',
    labelNames: ['outcome'],
    registers,
  });
  return {
    countingAdvances: (advance) => async (limit) => {
      const startedMs = performance.now();
      try {
        const batch = await advance(limit);
        members.inc(batch.length);
        if (batch.length > 0) durations.observe((performance.now() - startedMs) / 1_000);
        return batch;
      } catch (error) {
        failures.inc();
        throw error;
      }
    },
    countingNudges: (nudge) => async (member) => {
      try {
        await nudge(member);
        nudges.inc({ outcome: 'sent' });
      } catch (error) {
        nudges.inc({ outcome: 'failed' });
        throw error;
      }
    },
  };
}
