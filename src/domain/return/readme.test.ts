import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { balanceOf } from '../ledger/balance.ts';
import { rowsBelow } from '../text/markdown.fixture.ts';
import {
  arrived,
  EMPTY_SHELF,
  purchaseOfGoods,
  returnOfGoods,
  type Arrival,
  type Article,
} from './shelf.fixture.ts';

/** `3 cup 10.00, 1 beans 5.00` */
function articlesIn(cell: string): readonly Article[] {
  return cell
    .split(', ')
    .filter((text) => text !== '')
    .map((text) => {
      const [quantity = '', sku = '', amount = ''] = text.split(' ');
      return { sku, quantity: Number(quantity), minor: Math.round(Number(amount) * 100) };
    });
}

function arrivalOf([number = '', what, order = '', goods = '']: readonly string[]): Arrival {
  if (what === 'purchase') return purchaseOfGoods(order, articlesIn(goods));
  return returnOfGoods(`return-${number}`, order === '' ? null : order, articlesIn(goods));
}

it('the worked example is what happens', () => {
  const rows = rowsBelow(readFileSync(new URL('README.md', import.meta.url), 'utf8'), '#');
  expect(rows).toHaveLength(5);
  let shelf = EMPTY_SHELF;
  for (const row of rows) {
    shelf = arrived(shelf, arrivalOf(row));
    const { active } = balanceOf(shelf.books.balances, 'beans');
    const told = [shelf.answer?.points['beans'] ?? '', active, shelf.answer?.returned ?? ''];
    expect([row[0], ...told.map(String)]).toEqual([row[0], ...row.slice(4)]);
  }
});
