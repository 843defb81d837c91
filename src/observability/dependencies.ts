import type { Client } from '@temporalio/client';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { temporalAnswers } from '../temporal/connect.ts';
import type { ReadinessCheck } from './readiness.ts';

/** PostgreSQL, without which nothing is done, and Temporal, without which points are posted and the rest waits. */
export function readinessChecks(db: Database, temporal: Client): readonly ReadinessCheck[] {
  return [
    { name: 'database', isEssential: true, probe: () => sql`select 1`.execute(db) },
    {
      name: 'temporal',
      isEssential: false,
      probe: async () => {
        if (!(await temporalAnswers(temporal))) throw new Error('Temporal does not answer');
      },
    },
  ];
}
