import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Uuid } from '../../../src/domain/values/identity.ts';
import type { Instant } from '../../../src/domain/values/instant.ts';
import { stateOfModel, type LedgerUnderTest } from './ledger-under-test.ts';
import { ReferenceLedger } from './reference-ledger.ts';
import type { Step } from './step.ts';
import { GRACE_MS } from './story-program.ts';
import { Storyteller } from './storyteller.ts';

export interface Telling {
  /** Everything in the story is named after it. */
  readonly name: string;
  readonly members: readonly Uuid[];
  readonly start: Instant;
}

/**
 * Tells a story to a ledger and to the model. After each operation both have come to the same: outcome, balances,
 * lots, accounts of the program, redemptions. Answers how many operations there were.
 */
export async function tell(
  ledger: LedgerUnderTest,
  steps: readonly Step[],
  { name, members, start }: Telling,
): Promise<number> {
  const model = new ReferenceLedger(members, GRACE_MS);
  const storyteller = new Storyteller(name, members, start);
  let told = 0;
  for (const step of steps) {
    const operation = storyteller.next(step, [...model.redemptions.values()]);
    if (operation === null) continue;
    const expected = model.perform(operation);
    const actual = await ledger.perform(operation);
    const [reached, meant] = [await ledger.state(), stateOfModel(model)];
    if (actual !== expected || !isDeepStrictEqual(reached, meant)) {
      expect({ operation, outcome: actual, ...reached }).toEqual({ operation, outcome: expected, ...meant });
    }
    if (expected === 'done') storyteller.done(operation);
    told += 1;
  }
  return told;
}
