import type { z } from 'zod';
import type { BalanceCondition } from '../../../domain/condition/condition.ts';
import { balanceState } from '../closed-values.ts';
import { comparisonIn, quantityShape } from '../comparison.ts';
import { id } from '../text.ts';
import { words } from '../words.ts';

/** `{ wallet, state?, atLeast | below }`; the active points unless another state is named. */
export const balance: z.ZodType<BalanceCondition> = words({
  wallet: id,
  state: balanceState.default('active'),
  ...quantityShape,
}).transform(({ wallet, state, ...written }, ctx): BalanceCondition => ({
  kind: 'balance',
  wallet,
  state,
  test: comparisonIn(written, ctx),
}));
