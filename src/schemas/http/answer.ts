import { z } from 'zod';
import { balanceOutput } from './balance.ts';
import { idOutput } from './public-id.ts';

const pointsByWallet = z.record(z.string(), z.int());

/** What is answered to an event that was recorded, now or before. */
export const answerOutput = z
  .strictObject({
    status: z.enum(['recorded', 'duplicate']).meta({
      description: '`duplicate`: recorded before, and this is the answer of then.',
    }),
    eventId: idOutput('evt'),
    points: pointsByWallet.meta({
      description: 'Points that this event earned, by wallet; pending ones included.',
    }),
    balances: z.record(z.string(), balanceOutput),
    tier: z.string().nullable().meta({ description: 'Null in a program without tiers.' }),
    reasons: z.array(
      z.strictObject({
        rule: z.string(),
        wallet: z.string().nullable(),
        points: z.int(),
        because: z.enum(['awarded', 'not_matching', 'not_eligible', 'rounded_to_zero']),
      }),
    ),
  })
  .meta({
    id: 'Answer',
    example: {
      status: 'recorded',
      eventId: 'evt_0198c0de-5a1e-8d2b-9f3c-2b1a4c5d6e7f',
      points: { beans: 12 },
      balances: { beans: { active: 240, pending: 12, held: 0, debt: 0, lifetime: 252 } },
      tier: null,
      reasons: [{ rule: 'base', wallet: 'beans', points: 12, because: 'awarded' }],
    },
  });
