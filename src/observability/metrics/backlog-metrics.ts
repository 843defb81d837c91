import type { Registry } from 'prom-client';
import type { Database } from '../../db/database.ts';
import type { Clock } from '../../domain/values/instant.ts';
import { readBacklog, type Backlog } from '../../services/operation/read-backlog.ts';
import { cachedReading } from './cached-reading.ts';
import { registerGauge, registerLabelled } from './scraped-gauge.ts';

/** What waits in the database, by every process the same. `NaN` while the database does not answer. */
export function registerBacklog(registry: Registry, db: Database, clock: Clock): void {
  const reading = cachedReading(() => readBacklog({ db, now: clock.now() }));
  const gauge = (name: string, help: string, valueOf: (backlog: Backlog) => number) =>
    registerGauge(registry, {
      name,
      help,
      read: async () => {
        const backlog = await reading();
        return backlog === null ? Number.NaN : valueOf(backlog);
      },
    });
  gauge('perennial_marked_members', 'Members to be looked at, up to 10,000.', ({ marked }) => marked);
  gauge(
    'perennial_oldest_mark_age_seconds',
    'For how long the first of the marked members has waited; 0 when nobody waits.',
    ({ oldestMark }) => (oldestMark === null ? 0 : Math.max(0, clock.now() - oldestMark) / 1_000),
  );
  gauge('perennial_due_members', 'Members whose wake has come, up to 10,000.', ({ due }) => due);
  gauge(
    'perennial_unattended_members',
    'Members whose wake is over by a minute, or whose workflow does not know of it, up to 20,000.',
    ({ unattended }) => unattended,
  );
  gauge(
    'perennial_blocked_members',
    'Members who cannot be advanced, up to 10,000.',
    ({ blocked }) => blocked,
  );
  gauge(
    'perennial_abandoned_claims',
    'Messages whose claim is over without an outcome, up to 10,000.',
    ({ abandoned }) => abandoned,
  );
  gauge(
    'perennial_unknown_messages',
    'Messages of which nobody knows whether they arrived, up to 10,000.',
    ({ unknown }) => unknown,
  );
  registerLabelled(registry, {
    name: 'perennial_open_messages',
    help: 'Messages that are planned, and those that are claimed to be handed over, up to 10,000 of each.',
    label: 'status',
    read: async () => {
      const { planned, claimed } = (await reading()) ?? { planned: Number.NaN, claimed: Number.NaN };
      return { planned, claimed };
    },
  });
}
