import { z } from 'zod';
import { RETURNS_DEFAULT, type Expiry, type Returns, type Wallet } from '../../domain/program/program.ts';
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

const returns = words({
  earned: closedWord(['debt', 'clip', 'refuse']).optional(),
  spent: closedWord(['give_back', 'keep']).optional(),
  expired: words({ revive: duration }).optional(),
}).transform(({ earned, spent, expired }): Returns => ({
  earned: earned ?? RETURNS_DEFAULT.earned,
  spent: spent ?? RETURNS_DEFAULT.spent,
  expiredLiveFor: expired?.revive ?? RETURNS_DEFAULT.expiredLiveFor,
}));

/**
 * Points of a wallet without `pending` are active at once; without `expiry` they never expire; without `returns` they
 * are owed, given back, and live for 30 days after they have expired.
 */
export const wallet: z.ZodType<Wallet> = words({
  kind: closedWord(['redeemable', 'qualifying', 'cash']),
  pending: words({ for: duration }).optional(),
  expiry: expiry.optional(),
  returns: returns.optional(),
}).transform(({ kind, pending, expiry: end, returns: given }): Wallet => ({
  kind,
  pendingFor: pending?.for ?? null,
  expiry: end ?? { kind: 'none' },
  ...(given === undefined ? {} : { returns: given }),
}));
