import { beforeAll, expect, it } from 'vitest';
import { verifyLedger } from '../../src/services/ledger/verify-ledger.ts';
import { NOW, withShop } from '../db/corner-coffee.ts';
import { assertStories, operationsWanted, storySeed } from './model/assert-stories.ts';
import { PostgresLedger } from './model/postgres-ledger.ts';
import { applyStoryProgram } from './model/story-program.ts';
import type { Step } from './model/step.ts';
import { tell } from './model/tell.ts';

const LONG_TIMEOUT_MS = 4 * 3_600_000;

const shop = withShop();

beforeAll(() => applyStoryProgram(shop()));

let stories = 0;

it('the verbs over PostgreSQL do what the reference does', { timeout: LONG_TIMEOUT_MS }, async () => {
  const tellOne = async (steps: readonly Step[]) => {
    stories += 1;
    const name = `story-${stories}`;
    const members = await shop().enrol([`${name}-ann`, `${name}-bob`, `${name}-cid`]);
    return tell(new PostgresLedger(shop(), members), steps, { name, members, start: NOW });
  };
  await assertStories(operationsWanted(200, 0.03), storySeed(), tellOne, { shrinks: false });
  const { findings } = await verifyLedger(shop().db);
  expect(findings.filter(({ firstBroken }) => firstBroken !== null)).toEqual([]);
});
