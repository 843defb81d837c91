import { expect, it } from 'vitest';
import type { EarnRule } from '../../src/domain/earning/earn-rule.ts';
import { foldLog } from '../../src/domain/lifecycle/evolve.ts';
import { DAY_MS } from '../../src/domain/values/instant.ts';
import type { Instant } from '../../src/domain/values/instant.ts';
import { readFacts } from '../../src/schemas/stored/lifecycle.ts';
import { recordEvents } from '../../src/services/event/record-events.ts';
import { storedEvent } from '../../src/services/event/stored-events.ts';
import { applyProgram } from '../../src/services/program/apply-program.ts';
import { later, NOW, program, PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();

const doubleStatus: EarnRule = {
  id: 'double',
  upon: { type: 'purchase', where: [] },
  who: {
    kind: 'event',
    type: 'purchase',
    where: [{ kind: 'value', path: 'total.amountMinor', test: { above: 0 } }],
    measure: { kind: 'count', test: { atLeast: 1 } },
    window: { kind: 'ever' },
  },
  award: [{ kind: 'fixed', wallet: 'status', points: 100 }],
};

async function publish(earn: readonly EarnRule[], now: Instant) {
  const folder = { program: { definition: { ...program, earn }, source: '' }, journeys: [], templates: [] };
  const applied = await applyProgram(shop().ctx(now), folder);
  if (!applied.ok) throw new Error(applied.refusal.detail);
}

async function statusFor(occurredAt: Instant) {
  const now = later(NOW, DAY_MS);
  const [item] = await recordEvents(shop().ctx(now), PROGRAM, [purchase({ occurredAt })]);
  return item?.status === 'recorded' ? item.answer.points['status'] : null;
}

it('an event earns by the rules in force when it happened; the facts are folded anew for new conditions', async () => {
  const [ann] = await shop().enrol(['ann']);
  if (ann === undefined) throw new Error('a member was enrolled');
  await recordEvents(shop().ctx(), PROGRAM, [purchase(), purchase()]);

  await publish([...program.earn, doubleStatus], NOW);
  expect(await statusFor(later(NOW, -1))).toBe(12);
  expect(await statusFor(NOW)).toBe(112);
  expect(await statusFor(later(NOW, DAY_MS))).toBe(112);

  const definitions = await shop().ctx().definitions.current(shop().db, PROGRAM);
  if (definitions === null) throw new Error('the program was published');
  const log = await shop()
    .db.selectFrom('member_event')
    .selectAll()
    .where('member_id', '=', ann)
    .orderBy('seq')
    .execute();
  const { facts } = await shop()
    .db.selectFrom('member_facts')
    .select('facts')
    .where('member_id', '=', ann)
    .executeTakeFirstOrThrow();
  expect(definitions.watches).toHaveLength(1);
  expect(readFacts(facts)).toEqual(foldLog(log.map(storedEvent), definitions.watches, definitions.watched));
});
