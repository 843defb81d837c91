import { expect, it } from 'vitest';
import { lockMembers } from '../../src/db/queries/member-lock.ts';
import type { Tx } from '../../src/db/database.ts';
import { recordUnlessHeld } from '../../src/services/event/record-events.ts';
import { PROGRAM, purchase, withShop } from './corner-coffee.ts';

const shop = withShop();

it('an event waits behind an earlier one of its member that was held, though the member has become free meanwhile', async () => {
  const [ann, bob] = await shop().enrol(['ann', 'bob']);
  if (ann === undefined || bob === undefined) throw new Error('two were enrolled');
  const free = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const holding = shop()
    .db.transaction()
    .execute(async (tx: Tx) => {
      await lockMembers(tx, [ann]);
      held.resolve();
      await free.promise;
    });
  await held.promise;
  const unkeepable = purchase({ member: { id: bob }, data: { orderId: '\u0000' } });
  let transactions = 0;
  const ctx = {
    ...shop().ctx(),
    /** Asked for once in each transaction; by the fourth, the unkeepable one alone, ann has been held twice. */
    get now() {
      transactions += 1;
      if (transactions === 4) free.resolve();
      return shop().ctx().now;
    },
  };
  const items = await recordUnlessHeld(ctx, PROGRAM, [
    purchase({ member: { id: ann } }),
    unkeepable,
    purchase({ member: { id: ann } }),
  ]);
  await holding;
  expect(transactions).toBeGreaterThan(3);
  expect(items.map(({ status }) => status)).toEqual(['held', 'refused', 'held']);
});
