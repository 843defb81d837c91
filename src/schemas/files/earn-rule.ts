import { z } from 'zod';
import type { Award, EarnRule } from '../../domain/earning/earn-rule.ts';
import { condition } from './condition.ts';
import { id } from './text.ts';
import { upon } from './triggers.ts';
import { closedWord, words } from './words.ts';

const points = z.int().min(1);

const award = words(
  {
    wallet: id,
    amount: points.optional(),
    perAmount: words({ amount: points, minor: z.int().min(1) }).optional(),
    basis: closedWord(['net', 'gross']).optional(),
    rounding: closedWord(['down', 'half_up', 'up']).optional(),
  },
  ['multiply', 'reward', 'badge', 'lines'],
).transform(({ wallet, amount, perAmount, basis, rounding }, ctx): Award => {
  if (amount !== undefined && perAmount === undefined) {
    if (basis !== undefined || rounding !== undefined) {
      ctx.addIssue({ code: 'custom', message: 'basis and rounding belong to perAmount' });
    }
    return { kind: 'fixed', wallet, points: amount };
  }
  if (perAmount !== undefined && amount === undefined) {
    const { amount: each, minor } = perAmount;
    return {
      kind: 'perAmount',
      wallet,
      points: each,
      minor,
      basis: basis ?? 'net',
      rounding: rounding ?? 'down',
    };
  }
  ctx.addIssue({ code: 'custom', message: 'needs exactly one of amount, perAmount' });
  return z.NEVER;
});

/** When this happens, award that. `basis` is net and `rounding` down unless they say otherwise. */
export const earnRule: z.ZodType<EarnRule> = words(
  {
    id,
    upon,
    who: condition.optional(),
    award: z.array(award).min(1),
    onReturn: closedWord(['pro_rata', 'keep'], ['recompute']).exactOptional(),
  },
  ['window', 'group', 'priority', 'limits', 'budget'],
).transform(({ who = null, ...written }): EarnRule => ({ ...written, who }));
