import { z } from 'zod';
import { instantInput, instantOutput } from './instant.ts';
import { memberParams } from './member.ts';
import { pageInput, pageOutput } from './page.ts';
import { idInput, idOutput } from './public-id.ts';
import { externalIdInput, kebabCaseInput, nameInput } from './text.ts';

const HOLD_MINUTES_MIN = 1;
const HOLD_MINUTES_MAX = 90 * 24 * 60;
const HOLD_MINUTES_DEFAULT = 15;

export const redemptionParams = memberParams.extend({ redemptionId: idInput('rdm') });

export const redemptionsQuery = pageInput(z.tuple([instantInput, idInput('rdm')]));

const pointsInput = z.int().positive().meta({ description: 'In the wallet’s smallest unit.', example: 120 });

export const redemptionInput = z
  .strictObject({
    id: externalIdInput.meta({
      description: 'The sender’s id of this redemption: sent again, nothing happens twice.',
      example: 'till-3-0815',
    }),
    wallet: kebabCaseInput.meta({ example: 'beans' }),
    amount: pointsInput,
    reason: nameInput.meta({ description: 'What the points are exchanged for.', example: 'flat white' }),
    orderId: nameInput.optional().meta({
      description: 'The order that the points are spent on: when it comes back, so do they.',
    }),
    capture: z.boolean().default(false).meta({
      description: 'Spend the points at once, as at a till. Otherwise they are held until it is confirmed.',
      default: false,
    }),
    holdMinutes: z.int().min(HOLD_MINUTES_MIN).max(HOLD_MINUTES_MAX).default(HOLD_MINUTES_DEFAULT).meta({
      description: 'When nobody has confirmed by then, the points are given back.',
      default: HOLD_MINUTES_DEFAULT,
    }),
  })
  .meta({
    id: 'RedemptionRequest',
    example: { id: 'till-3-0815', wallet: 'beans', amount: 120, reason: 'flat white' },
  });

export const confirmInput = z
  .strictObject({
    amount: pointsInput.optional().meta({
      description: 'What is spent of the points that are held; the rest is given back. Default: all.',
    }),
  })
  .meta({ id: 'RedemptionConfirmation', example: {} });

export const redemptionOutput = z
  .strictObject({
    id: idOutput('rdm'),
    wallet: z.string(),
    amount: z.int().meta({ description: 'What was reserved, or spent at once.' }),
    captured: z.int().meta({ description: 'What was spent; zero until it is confirmed.' }),
    reason: z.string(),
    orderId: z.string().nullable().meta({ description: 'The order that the points were spent on.' }),
    status: z.enum(['reserved', 'confirmed', 'cancelled', 'expired', 'reversed']),
    createdAt: instantOutput,
    expiresAt: instantOutput.nullable().meta({ description: 'Until when it can be confirmed.' }),
    resolvedAt: instantOutput.nullable(),
  })
  .meta({ id: 'Redemption' });

export const redemptionsOutput = pageOutput(redemptionOutput).meta({ id: 'Redemptions' });
