import { openDatabase } from '../../src/db/database.ts';
import { parseUuid } from '../../src/domain/values/identity.ts';
import type { StoryEvent } from '../../src/domain/simulation/story.ts';
import { armFailpoint, FAILPOINTS } from '../../src/services/failpoint.ts';
import { createDefinitionsStore } from '../../src/services/program/definitions-store.ts';
import { startRealWorker, type RealParts } from './real-worker.ts';
import { record } from './story-steps.ts';

/** What the child process is told, as JSON in `PERENNIAL_TEST_WORKER`. */
export interface FailpointWorker {
  readonly parts: RealParts;
  readonly bundlePath: string;
  readonly programId: string;
  readonly memberId: string;
  readonly event: StoryEvent;
}

/** A worker as a process of its own, which also records an event, as the API would, and dies at `PERENNIAL_FAILPOINT`. */
async function main(): Promise<void> {
  const told = parseTold(process.env['PERENNIAL_TEST_WORKER']);
  const failpoint = FAILPOINTS.find((name) => name === process.env['PERENNIAL_FAILPOINT']);
  const memberId = parseUuid(told.memberId);
  if (failpoint === undefined || memberId === null) throw new TypeError('at which failpoint, and for whom?');
  armFailpoint(failpoint);
  const worker = await startRealWorker(told.parts, { codePath: told.bundlePath });
  const context = {
    db: openDatabase(told.parts.databaseUrl, { connectionsMax: 1 }),
    definitions: createDefinitionsStore(),
    now: told.event.at,
    actor: { kind: 'system', name: 'test' },
  } as const;
  await record(context, told.programId, memberId, told.event);
  await worker.stopped;
}

function parseTold(text: string | undefined): FailpointWorker {
  if (text === undefined) throw new Error('PERENNIAL_TEST_WORKER is not set');
  return JSON.parse(text);
}

await main();
