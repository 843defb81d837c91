import type { Weighted } from './random.ts';

/** A thing that the café sells, with its price in cents. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly category: 'coffee' | 'tea' | 'food' | 'beans';
  readonly priceMinor: number;
}

function product(sku: string, name: string, category: Product['category'], priceMinor: number): Product {
  return { sku, name, category, priceMinor };
}

/** What members order first of all; everyone has one favourite of these. */
export const DRINKS: readonly Weighted<Product>[] = [
  { value: product('1001', 'Espresso', 'coffee', 240), weight: 12 },
  { value: product('1002', 'Filter coffee', 'coffee', 290), weight: 14 },
  { value: product('1003', 'Cappuccino', 'coffee', 360), weight: 26 },
  { value: product('1004', 'Flat white', 'coffee', 380), weight: 24 },
  { value: product('1005', 'Latte macchiato', 'coffee', 390), weight: 14 },
  { value: product('1006', 'Green tea', 'tea', 320), weight: 6 },
  { value: product('1007', 'Chai', 'tea', 370), weight: 4 },
];

/** Ordered instead of the favourite on some warm days. */
export const SUMMER_DRINK: Product = product('1010', 'Cold brew', 'coffee', 420);

export const FOOD: readonly Weighted<Product>[] = [
  { value: product('2001', 'Croissant', 'food', 260), weight: 40 },
  { value: product('2002', 'Banana bread', 'food', 340), weight: 24 },
  { value: product('2003', 'Cheesecake', 'food', 450), weight: 18 },
  { value: product('2004', 'Sandwich', 'food', 590), weight: 18 },
];

export const BEANS: readonly Weighted<Product>[] = [
  { value: product('3001', 'House blend, 250 g', 'beans', 890), weight: 3 },
  { value: product('3002', 'Ethiopia Guji, 250 g', 'beans', 1190), weight: 1 },
];

export const STORES: readonly Weighted<string>[] = [
  { value: 'market-square', weight: 5 },
  { value: 'station', weight: 3 },
  { value: 'riverside', weight: 2 },
];
