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
      description:
        'Points that this event moved, by wallet; pending ones included. What a return takes back counts below zero.',
    }),
    balances: z.record(z.string(), balanceOutput),
    tier: z.string().nullable().meta({ description: 'Null in a program without tiers.' }),
    reasons: z.array(
      z.strictObject({
        rule: z.string().meta({
          description: 'The earn rule; of points given back by a return, what they were spent for.',
        }),
        wallet: z.string().nullable(),
        points: z.int(),
        because: z.enum([
          'awarded',
          'not_matching',
          'not_eligible',
          'rounded_to_zero',
          'taken_back',
          'given_back',
          'forgiven',
          'kept',
          'refused',
        ]),
      }),
    ),
    returned: z.enum(['settled', 'waiting', 'unmatched', 'refused']).optional().meta({
      description:
        'Of a return: whether purchases explain it. What is not settled is in the list of returns. Left out for other events.',
    }),
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
