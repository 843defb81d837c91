import { z } from 'zod';
import type { Goods } from '../../domain/return/goods.ts';
import type { OpenReason, RefusedPoints } from '../../domain/return/goods-return.ts';
import type { Returned } from '../../domain/return/match.ts';
import { REFUSALS, type RefusalCode } from '../../domain/refusal/refusal-code.ts';

const goods = z.strictObject({
  sku: z.string().nullable(),
  quantityMillionths: z.int().positive(),
  amountMinor: z.int().nonnegative(),
});

const refusalCode = z.custom<RefusalCode>(
  (stored) => typeof stored === 'string' && Object.hasOwn(REFUSALS, stored),
);

const refused = z.strictObject({ wallet: z.string(), points: z.int().positive(), code: refusalCode });

const reason = z.union([
  z.enum(['unknown_order', 'not_bought', 'more_than_bought', 'nothing_named']),
  refusalCode,
]);

/** `goods_return.missing`. */
export function readMissing(stored: unknown): readonly Goods[] {
  return z.array(goods).parse(stored);
}

/** `goods_return.refused`. */
export function readRefused(stored: unknown): readonly RefusedPoints[] {
  return z.array(refused).parse(stored);
}

/** `goods_return.reason`. */
export function readOpenReason(stored: string | null): OpenReason | null {
  return reason.nullable().parse(stored);
}

/** `returned_goods.returned`: in millionths, in the order of the purchase's lines. */
export function readReturned(stored: unknown): Returned {
  return z.array(z.int().nonnegative()).parse(stored);
}
