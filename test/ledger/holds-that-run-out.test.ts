import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { at, duration } from '../../src/domain/values/instant.fixture.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { readBalances } from '../../src/services/ledger/read-balances.ts';
import { expireRedemptions } from '../../src/services/redemption/expire-redemptions.ts';
import { startRedemption } from '../../src/services/redemption/start-redemption.ts';
import { PROGRAM, purchase, withShop } from '../db/corner-coffee.ts';
import { valueOf } from '../support/answers.ts';

const VESTED = at('2026-12-24T10:00:00Z');
const RUN_OUT = at('2026-12-24T11:00:00Z');

const shop = withShop();

/** Members who have 20 of their 40 beans held until 10:30, the first of them a minute less. */
async function holding(...names: readonly string[]): Promise<readonly Uuid[]> {
  const ids = await shop().enrol(names);
  await recordEvents(
    shop().ctx(),
    PROGRAM,
    ids.map((id) => purchase({ member: { id }, minor: 4_000 })),
  );
  for (const [index, memberId] of ids.entries()) {
    valueOf(
      await startRedemption(shop().ctx(VESTED), {
        programId: PROGRAM,
        memberId,
        source: 'till',
        requestId: 'coffee',
        wallet: 'beans',
        points: 20,
        reason: 'a flat white',
        orderId: null,
        way: { kind: 'reserve', holdFor: duration(index === 0 ? 'PT29M' : 'PT30M') },
      }),
    );
  }
  return ids;
}

async function heldBy(memberId: Uuid) {
  return valueOf(await readBalances(shop().ctx(), PROGRAM, memberId))['beans']?.held;
}

it('a hold whose member is damaged is named, and all others are given back', async () => {
  const [damaged, sound] = await holding('damaged', 'sound');
  if (damaged === undefined || sound === undefined) throw new Error('two were enrolled');
  await sql`
    update member_facts set facts = jsonb_set(facts::jsonb, '{balances,beans,held}', '1')
    where member_id = ${damaged}`.execute(shop().db);
  const blamed = [{ memberId: damaged, cause: expect.stringMatching(/./) }];
  expect(await expireRedemptions(shop().ctx(RUN_OUT), 100)).toEqual({ expired: 1, failures: blamed });
  expect(await expireRedemptions(shop().ctx(RUN_OUT), 100)).toEqual({ expired: 0, failures: blamed });
  expect(await heldBy(sound)).toBe(0);
});
