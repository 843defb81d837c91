import { z } from 'zod';
import type { Expiry, Wallet } from '../../domain/program/program.ts';
import { duration, monthDay } from './times.ts';
import { closedWord, words } from './words.ts';

const expiry = words({
  rolling: duration.optional(),
  roundedTo: closedWord(['month', 'quarter', 'year']).optional(),
  everyYear: monthDay.optional(),
}).transform(({ rolling, roundedTo, everyYear }, ctx): Expiry => {
  if (everyYear !== undefined && rolling === undefined && roundedTo === undefined) {
    return { kind: 'everyYear', monthDay: everyYear };
  }
  if (rolling !== undefined && everyYear === undefined) {
    return { kind: 'rolling', duration: rolling, roundedTo: roundedTo ?? null };
  }
  ctx.addIssue({ code: 'custom', message: 'needs either rolling with roundedTo, or everyYear' });
  return z.NEVER;
});

/** Points of a wallet without `pending` are active at once; without `expiry` they never expire. */
export const wallet: z.ZodType<Wallet> = words(
  {
    kind: closedWord(['redeemable', 'qualifying', 'cash']),
    pending: words({ for: duration }).optional(),
    expiry: expiry.optional(),
  },
  ['returns'],
).transform(({ kind, pending, expiry: end }): Wallet => ({
  kind,
  pendingFor: pending?.for ?? null,
  expiry: end ?? { kind: 'none' },
}));
