import { randomInt } from 'node:crypto';
import * as fc from 'fast-check';
import { CORPUS } from './corpus.ts';
import { step, type Step } from './step.ts';

const STEPS_PER_STORY_MAX = 60;
const STORIES_PER_CHUNK = 5;
const SEEDS = 2 ** 31;

/** How many operations there are to be: so many in `npm test`, or this share of all that `LEDGER_OPERATIONS` asks for. */
export function operationsWanted(short: number, shareOfLong: number): number {
  const inAll = process.env['LEDGER_OPERATIONS'];
  return inAll === undefined ? short : Math.ceil(Number(inAll) * shareOfLong);
}

/** The seed of all that is drawn: `LEDGER_SEED`, or a new one. It is printed, so that a run can be repeated. */
export function storySeed(): number {
  const seed = Number(process.env['LEDGER_SEED'] ?? randomInt(SEEDS));
  process.stdout.write(`LEDGER_SEED=${seed}\n`);
  return seed;
}

/** Stories of some length; what they tell follows from the seed. */
const story: fc.Arbitrary<readonly Step[]> = fc.array(step, {
  maxLength: STEPS_PER_STORY_MAX,
  size: 'max',
});

/**
 * Tells the stories of the corpus, then drawn ones until there were so many operations, in chunks with a seed each.
 * `tellOne` answers how many operations its story had. One that fails is printed, as short as it can be made where
 * that is cheap enough.
 */
export async function assertStories(
  operations: number,
  seed: number,
  tellOne: (steps: readonly Step[]) => Promise<number>,
  { shrinks = true }: { readonly shrinks?: boolean } = {},
): Promise<void> {
  let told = 0;
  for (const kept of CORPUS) await tellOne(kept);
  const property = fc.asyncProperty(story, async (steps) => {
    told += await tellOne(steps);
  });
  for (let chunk = 0; ; chunk += 1) {
    if (told >= operations) return;
    await fc.assert(property, {
      seed: (seed + chunk) | 0,
      numRuns: STORIES_PER_CHUNK,
      endOnFailure: !shrinks,
    });
  }
}
