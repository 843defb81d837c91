import { z } from 'zod';
import type { AwardPointsNode } from '../../../domain/journey/journey.ts';
import { id } from '../text.ts';
import { duration } from '../times.ts';
import { isReferenceLike, reference } from '../value-source.ts';
import { choose, words } from '../words.ts';

const literalPoints = z
  .int()
  .min(1)
  .transform((literal) => ({ literal }));

const points = choose<AwardPointsNode['points']>((written) =>
  isReferenceLike(written) ? reference : literalPoints,
).meta({ description: 'a whole number of points above zero, or { ref } to one' });

/** `refused` goes on by `next` unless it names another node. */
export const awardPoints = words(
  {
    do: z.literal('award_points'),
    wallet: id,
    amount: points,
    pending: duration.optional(),
    next: id,
    refused: id.optional(),
  },
  ['rule', 'expiry', 'budget', 'to'],
).transform(({ do: kind, wallet, amount, pending = null, next, refused = next }): AwardPointsNode => ({
  kind,
  wallet,
  points: amount,
  pendingFor: pending,
  next,
  refused,
}));
