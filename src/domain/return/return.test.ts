import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Goods } from './goods.ts';
import { goodsOf, purchasedGoods } from './goods.ts';
import { match, nothingReturned } from './match.ts';
import { pointsForReturned } from './points-for-return.ts';

function goods(sku: string | null, quantity: number, amountMinor: number): Goods {
  const quantityMillionths = sku === null ? amountMinor : quantity * 1_000_000;
  return { sku, quantityMillionths, amountMinor };
}

const BREAKFAST = [goods('flat-white', 2, 780), goods('croissant', 1, 290), goods('flat-white', 1, 390)];

describe('what comes back', () => {
  it('is found by sku, the first lines first', () => {
    const { returned, unmatched } = match(BREAKFAST, nothingReturned(BREAKFAST), [
      goods('flat-white', 3, 1_170),
    ]);
    expect(returned).toEqual([2_000_000, 0, 1_000_000]);
    expect(unmatched).toEqual([]);
  });

  it('is never more than was bought: the rest is named', () => {
    const once = match(BREAKFAST, nothingReturned(BREAKFAST), [goods('croissant', 1, 290)]);
    const twice = match(BREAKFAST, once.returned, [goods('croissant', 2, 580), goods('bagel', 1, 300)]);
    expect(twice.returned).toEqual(once.returned);
    expect(twice.unmatched).toEqual([goods('croissant', 2, 580), goods('bagel', 1, 300)]);
  });

  it('counts by its amounts when only the total of the order is known', () => {
    const order = [goods(null, 0, 1_000)];
    const part = match(order, nothingReturned(order), [goods('bagel', 2, 600)]);
    expect(part).toEqual({ returned: [600], unmatched: [] });
    expect(match(order, part.returned, [goods('bagel', 2, 600)])).toEqual({
      returned: [1_000],
      unmatched: [{ sku: 'bagel', quantityMillionths: 666_666, amountMinor: 200 }],
    });
  });

  it('is all that is left when neither lines nor money are told, gifts too', () => {
    const purchase = [goods('gift', 1, 0), goods('croissant', 2, 580)];
    const once = match(purchase, nothingReturned(purchase), [goods('croissant', 1, 290)]);
    expect(match(purchase, once.returned, goodsOf({}))).toEqual({
      returned: [1_000_000, 2_000_000],
      unmatched: [],
    });
    const free = purchasedGoods({ total: { amountMinor: 0, currency: 'EUR' } });
    expect(pointsForReturned(25, free, match(free, nothingReturned(free), goodsOf({})).returned)).toBe(25);
  });

  it('without lines goes by money', () => {
    const half = match(BREAKFAST, nothingReturned(BREAKFAST), [goods(null, 0, 730)]);
    expect(pointsForReturned(1_460, BREAKFAST, half.returned)).toBe(730);
    const rest = match(BREAKFAST, half.returned, [goods(null, 0, 730)]);
    expect(rest).toEqual({ returned: [2_000_000, 1_000_000, 1_000_000], unmatched: [] });
  });
});

it('points of a line are its share of the award, rounded down until all of the line is back', () => {
  const one = match(BREAKFAST, nothingReturned(BREAKFAST), [goods('flat-white', 1, 390)]);
  expect(pointsForReturned(14, BREAKFAST, one.returned)).toBe(3);
  const two = match(BREAKFAST, one.returned, [goods('flat-white', 1, 390)]);
  expect(pointsForReturned(14, BREAKFAST, two.returned)).toBe(7);
});

function euro(amountMinor: number) {
  return { amountMinor, currency: 'EUR' };
}

function lineOf(sku: string, minor: number) {
  return { sku, quantity: 1, amount: euro(minor) };
}

it('shipping and rebates belong to the goods: the total of a purchase is spread over its lines', () => {
  const lines = [lineOf('cup', 1_000), lineOf('beans', 500)];
  expect(purchasedGoods({ total: euro(1_700), lines }).map(({ amountMinor }) => amountMinor)).toEqual([
    1_133, 567,
  ]);
});

it('goods are read from the data of an event', () => {
  const line = { sku: 'beans', quantity: 0.25, amount: { amountMinor: 600, currency: 'EUR' } };
  expect(goodsOf({ lines: [line] })).toEqual([
    { sku: 'beans', quantityMillionths: 250_000, amountMinor: 600 },
  ]);
  expect(goodsOf({ total: { amountMinor: 600, currency: 'EUR' } })).toEqual([goods(null, 0, 600)]);
});

const purchases = fc.array(
  fc.record({
    sku: fc.constantFrom('a', 'b', 'c'),
    quantity: fc.integer({ min: 1, max: 9 }),
    amountMinor: fc.nat(100_000),
  }),
  { minLength: 1, maxLength: 6 },
);

it('all partial returns of a purchase together take exactly what was awarded, whatever their order', () => {
  fc.assert(
    fc.property(purchases, fc.nat(1_000_000), fc.infiniteStream(fc.nat(1_000)), (lines, points, picks) => {
      const purchase = lines.map(({ sku, quantity, amountMinor }) => goods(sku, quantity, amountMinor));
      const units = lines.flatMap(({ sku, quantity }) => Array.from({ length: quantity }, () => sku));
      let returned = nothingReturned(purchase);
      let taken = 0;
      while (units.length > 0) {
        const [sku] = units.splice((picks.next().value ?? 0) % units.length, 1);
        const matched = match(purchase, returned, [goods(sku ?? '', 1, 0)]);
        expect(matched.unmatched).toEqual([]);
        const sum = pointsForReturned(points, purchase, matched.returned);
        expect(sum).toBeGreaterThanOrEqual(taken);
        taken = sum;
        returned = matched.returned;
      }
      expect(taken).toBe(points);
    }),
  );
});
