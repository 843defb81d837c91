import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { balanceOf } from '../ledger/balance.ts';
import { assertBalanced } from '../ledger/post.ts';
import {
  arrived,
  EMPTY_SHELF,
  purchaseOfGoods,
  returnOfGoods,
  type Arrival,
  type Shelf,
} from './shelf.fixture.ts';

const SKUS = ['a', 'b', 'c'] as const;
const ORDERS = ['1', '2'] as const;

const article = fc.record({
  sku: fc.constantFrom(...SKUS),
  quantity: fc.integer({ min: 1, max: 5 }),
  minor: fc.nat(20_000),
});

const purchases = fc
  .tuple(fc.array(article, { minLength: 1, maxLength: 4 }), fc.array(article, { minLength: 1, maxLength: 4 }))
  .map((orders) => orders.map((articles, index) => purchaseOfGoods(ORDERS[index] ?? '', articles)));

const partialReturns = fc
  .array(fc.record({ orderId: fc.constantFrom(...ORDERS), articles: fc.array(article, { maxLength: 2 }) }), {
    maxLength: 6,
  })
  .map((given) =>
    given
      .filter(({ articles }) => articles.length > 0)
      .map(({ orderId, articles }, index) => returnOfGoods(`return-${index}`, orderId, articles)),
  );

/** Purchases and partial returns of them, and the same in another order of arrival. */
const lives = fc
  .tuple(purchases, partialReturns)
  .map((parts) => parts.flat())
  .chain((arrivals) =>
    fc.tuple(
      fc.constant(arrivals),
      fc.shuffledSubarray(arrivals, { minLength: arrivals.length, maxLength: arrivals.length }),
    ),
  );

function lived(arrivals: readonly Arrival[]): Shelf {
  return arrivals.reduce(arrived, EMPTY_SHELF);
}

/** How much of each article, in each order, no purchase explains. */
function missingIn({ returns }: Shelf): ReadonlyMap<string, number> {
  const missing = new Map<string, number>();
  for (const { orderId, missing: goods } of returns.open) {
    for (const { sku, quantityMillionths } of goods) {
      const key = `${orderId}/${sku}`;
      missing.set(key, (missing.get(key) ?? 0) + quantityMillionths);
    }
  }
  return missing;
}

it('any order of purchases and partial returns ends in the same balances, with the same goods unexplained', () => {
  fc.assert(
    fc.property(lives, ([one, other]) => {
      const [first, second] = [lived(one), lived(other)];
      expect(balanceOf(second.books.balances, 'beans')).toEqual(balanceOf(first.books.balances, 'beans'));
      expect(Object.fromEntries(missingIn(second))).toEqual(Object.fromEntries(missingIn(first)));
    }),
  );
});

it('what comes back never takes more than was awarded, and all of it takes exactly that', () => {
  fc.assert(
    fc.property(lives, ([, arrivals]) => {
      const shelf = lived(arrivals);
      for (const transaction of shelf.books.journal) assertBalanced(transaction);
      const { active, debt, lifetime } = balanceOf(shelf.books.balances, 'beans');
      expect(debt).toBe(0);
      expect(active).toBe(lifetime);
      const emptied = ORDERS.map((orderId) => returnOfGoods(`rest-${orderId}`, orderId, []));
      const after = balanceOf(emptied.reduce(arrived, shelf).books.balances, 'beans');
      expect(after).toMatchObject({ active: 0, debt: 0, lifetime: 0 });
    }),
  );
});
