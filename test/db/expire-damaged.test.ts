import { sql, type RawBuilder } from 'kysely';
import { expect, it } from 'vitest';
import type { Uuid } from '../../src/domain/values/identity.ts';
import { at } from '../../src/domain/values/instant.fixture.ts';
import { DAY_MS } from '../../src/domain/values/instant.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { expirePoints, type DuePlace, type ExpiredPoints } from '../../src/services/ledger/expire-points.ts';
import { later, NOW, PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();
const VESTED = at('2026-12-06T09:00:00Z');

/** Members with 12 beans each that vest: the first of them a day before the others. */
async function buyers(...names: readonly string[]): Promise<readonly Uuid[]> {
  const ids = await shop().enrol(names);
  const purchases = ids.map((id, index) =>
    purchase({ member: { id }, occurredAt: later(NOW, index === 0 ? -DAY_MS : -3_600_000) }),
  );
  await recordEvents(shop().ctx(), PROGRAM, purchases);
  return ids;
}

async function sweep(membersMax: number, after: DuePlace | null = null): Promise<ExpiredPoints> {
  return expirePoints(shop().ctx(VESTED), { membersMax, after });
}

const damages: readonly (readonly [string, (member: Uuid) => RawBuilder<unknown>])[] = [
  [
    'facts',
    (member) => sql`
      update member_facts set facts = jsonb_set(facts::jsonb, '{balances,beans,pending}', '1')
      where member_id = ${member}`,
  ],
  [
    'lots',
    (member) => sql`
      update lot set earned = earned + 1, remaining = remaining + 1 where member_id = ${member}`,
  ],
];

it.each(damages)(
  'a member whose %s were changed is passed over and named, and all others are settled',
  async (damaged, damage) => {
    const [first, ...others] = await buyers(`${damaged}-1`, `${damaged}-2`, `${damaged}-3`);
    if (first === undefined) throw new Error('three were enrolled');
    await damage(first).execute(shop().db);
    const blamed = expect.arrayContaining([{ memberId: first, cause: expect.stringMatching(/./) }]);
    expect(await sweep(100)).toMatchObject({ members: others.length, failures: blamed });
    expect(await sweep(100)).toMatchObject({ members: 0, failures: blamed });
  },
);

it('a sweep gets past members who fail, though they come first in each', async () => {
  const [, last] = await buyers('early', 'late');
  const [broken] = await buyers('broken');
  if (broken === undefined || last === undefined) throw new Error('three were enrolled');
  for (const [, damage] of damages) await damage(broken).execute(shop().db);

  let settled = 0;
  let after: DuePlace | null = null;
  do {
    const step: ExpiredPoints = await sweep(1, after);
    settled += step.members;
    after = step.next;
  } while (after !== null);
  expect(settled).toBe(2);
});
