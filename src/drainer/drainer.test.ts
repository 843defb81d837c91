import { afterEach, expect, it } from 'vitest';
import { createLogger } from '../adapters/logging.ts';
import { deriveUuid } from '../domain/values/identity.ts';
import type { LookedAt } from '../services/lifecycle/advance-members.ts';
import { startDrainer, type Drainer, type DrainerDeps } from './drainer.ts';

const ann = marked('ann');
const bob = marked('bob');
const eve = marked('eve');

function marked(name: string): LookedAt {
  return {
    memberId: deriveUuid('member', name),
    programId: 'corner-coffee',
    needsNudge: true,
    unreadable: null,
    markedBy: null,
  };
}

/** Temporal as a drainer sees it. */
interface Temporal {
  isThere: boolean;
  /** Whose workflow it refuses. */
  readonly refuses?: LookedAt;
  /** How often it was asked whether it is there. */
  asked: number;
  readonly nudged: string[];
}

let drainer: Drainer | null = null;
afterEach(() => drainer?.stop());

/** Starts a drainer that finds these batches of marked members; what it has not taken yet stays in the list. */
function drain(batches: (readonly LookedAt[])[], temporal: Temporal): void {
  start((): Promise<readonly LookedAt[]> => Promise.resolve(batches.shift() ?? []), temporal);
}

function start(advanceMarked: DrainerDeps['advanceMarked'], temporal: Temporal): void {
  drainer = startDrainer({
    advanceMarked,
    nudge: ({ memberId }) => {
      const isRefused = memberId === temporal.refuses?.memberId;
      if (!temporal.isThere || isRefused) return Promise.reject(new Error(isRefused ? 'refused' : 'away'));
      temporal.nudged.push(memberId);
      return Promise.resolve();
    },
    isTemporalThere: () => {
      temporal.asked += 1;
      return Promise.resolve(temporal.isThere);
    },
    pace: () => Promise.resolve(),
    listen: () => ({ stop: () => Promise.resolve() }),
    logger: createLogger('silent'),
  });
}

it('while Temporal is away marks wait, and nobody who was advanced is forgotten', async () => {
  const temporal: Temporal = { isThere: false, asked: 0, nudged: [] };
  const batches = [[ann, bob], [eve]];
  drain(batches, temporal);
  await expect.poll(() => temporal.asked).toBe(1);
  expect(batches).toEqual([[eve]]);

  temporal.isThere = true;
  await expect.poll(() => temporal.nudged, { timeout: 5_000 }).toHaveLength(3);
  expect(new Set(temporal.nudged)).toEqual(new Set([ann, bob, eve].map(({ memberId }) => memberId)));
});

it('one whom Temporal refuses while it answers others keeps nobody waiting', async () => {
  const temporal: Temporal = { isThere: true, refuses: ann, asked: 0, nudged: [] };
  drain([[ann], [bob, eve]], temporal);
  await expect.poll(() => temporal.nudged).toEqual([bob.memberId, eve.memberId]);
});

it('members who take too long together are advanced in smaller batches', async () => {
  const temporal: Temporal = { isThere: true, asked: 0, nudged: [] };
  const limits: number[] = [];
  const advanceMarked = (limit: number) => {
    limits.push(limit);
    if (limit > 100) return Promise.reject(new Error('canceling statement due to statement timeout'));
    return Promise.resolve(limits.length === 2 ? [ann] : []);
  };
  start(advanceMarked, temporal);
  await expect.poll(() => temporal.nudged, { timeout: 5_000 }).toEqual([ann.memberId]);
  expect(limits.slice(0, 3)).toEqual([200, 100, 120]);
});
