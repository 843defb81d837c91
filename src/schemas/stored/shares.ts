import { z } from 'zod';
import type { Share } from '../../domain/ledger/lot.ts';
import { parseUuid } from '../../domain/values/identity.ts';

const share = z.strictObject({
  lotId: z.string().transform((text, context) => {
    const id = parseUuid(text);
    if (id !== null) return id;
    context.addIssue('is not a UUID');
    return z.NEVER;
  }),
  points: z.int().positive(),
});

/** `redemption.shares`: points by lot, in the order in which they are spent. */
export function readShares(stored: unknown): readonly Share[] {
  return z.array(share).parse(stored);
}
