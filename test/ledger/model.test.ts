import { it } from 'vitest';
import { deriveUuid } from '../../src/domain/values/identity.ts';
import { NOW } from '../db/corner-coffee.ts';
import { assertStories, operationsWanted, storySeed } from './model/assert-stories.ts';
import { DomainLedger } from './model/domain-ledger.ts';
import { tell } from './model/tell.ts';

const MEMBERS = ['ann', 'bob', 'cid'].map((name) => deriveUuid('story-member', name));
const LONG_TIMEOUT_MS = 4 * 3_600_000;

it('the functions of the ledger do what the reference does', { timeout: LONG_TIMEOUT_MS }, async () => {
  const telling = { name: 'story', members: MEMBERS, start: NOW };
  await assertStories(operationsWanted(5_000, 0.94), storySeed(), (steps) =>
    tell(new DomainLedger(MEMBERS), steps, telling),
  );
});
