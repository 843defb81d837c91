import { Counter, Histogram, type Registry } from 'prom-client';
import { retryReason } from '../../db/sql-state.ts';
import { EVENTS_WAITING_MAX, TryLater, type PostGroup } from '../../services/event/group-commit.ts';
import type { recordEvents } from '../../services/event/record-events.ts';
import { registerGauge } from './scraped-gauge.ts';

export interface IngestMetrics {
  /** Around the transaction of a group: counts it once, whatever its size. */
  readonly countingGroups: (post: PostGroup) => PostGroup;
  /** Around the queue: knows how many events wait, and which were turned away. */
  readonly watchingQueue: (record: typeof recordEvents) => typeof recordEvents;
}

const GROUP_SIZES = [1, 2, 5, 10, 20, 50, 100, 150, 200];
const GROUP_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What becomes of events on their way into the log. */
export function createIngestMetrics(registry: Registry): IngestMetrics {
  const groups = groupInstruments(registry);
  const queue = queueInstruments(registry);
  const onRetry = (error: unknown) => groups.retried.inc({ reason: retryReason(error) });
  return {
    countingGroups: (post) => async (group, options) => {
      const startedMs = performance.now();
      try {
        const items = await post(group, { onRetry, ...options });
        for (const [status, same] of Map.groupBy(items, (item) => item.status)) {
          if (status === 'held') groups.held.inc(same.length);
          else groups.events.inc({ outcome: status }, same.length);
        }
        return items;
      } catch (error) {
        groups.failed.inc();
        throw error;
      } finally {
        groups.sizes.observe(group.events.length);
        groups.durations.observe((performance.now() - startedMs) / 1_000);
      }
    },
    watchingQueue: (record) => async (ctx, programId, events, options) => {
      queue.waiting += events.length;
      try {
        return await record(ctx, programId, events, options);
      } catch (error) {
        if (error instanceof TryLater) queue.turnedAway.inc({ reason: error.reason }, events.length);
        throw error;
      } finally {
        queue.waiting -= events.length;
      }
    },
  };
}

function groupInstruments(registry: Registry) {
  const registers = [registry];
  return {
    events: new Counter({
      name: 'perennial_ingest_events_total',
      help: 'Events answered, by what became of them: recorded, duplicate or refused.',
      labelNames: ['outcome'],
      registers,
    }),
    held: new Counter({
      name: 'perennial_ingest_held_events_total',
      help: 'Times an event was put aside because somebody else held its member.',
      registers,
    }),
    failed: new Counter({
      name: 'perennial_ingest_failed_groups_total',
      help: 'Groups of events whose transaction failed for all of them.',
      registers,
    }),
    retried: new Counter({
      name: 'perennial_transactions_retried_total',
      help: 'Transactions begun again, by cause: deadlock, serialization, lock_timeout, key_taken or other.',
      labelNames: ['reason'],
      registers,
    }),
    sizes: new Histogram({
      name: 'perennial_ingest_group_events',
      help: 'Events that shared a transaction.',
      buckets: GROUP_SIZES,
      registers,
    }),
    durations: new Histogram({
      name: 'perennial_ingest_group_duration_seconds',
      help: 'Time to post a group of events, its retries included.',
      buckets: GROUP_SECONDS,
      registers,
    }),
  };
}

function queueInstruments(registry: Registry) {
  const registers = [registry];
  const queue = {
    waiting: 0,
    turnedAway: new Counter({
      name: 'perennial_ingest_turned_away_events_total',
      help: 'Events answered 503, by cause: queue_full or member_held.',
      labelNames: ['reason'],
      registers,
    }),
  };
  registerGauge(registry, {
    name: 'perennial_ingest_waiting_events',
    help: 'Events that have come in and have no answer yet.',
    read: () => queue.waiting,
  });
  registerGauge(registry, {
    name: 'perennial_ingest_waiting_events_max',
    help: 'Events that may wait; more are answered 503.',
    read: () => EVENTS_WAITING_MAX,
  });
  return queue;
}
