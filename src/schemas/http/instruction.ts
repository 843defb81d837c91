import { z } from 'zod';
import { instantInput } from './instant.ts';
import { transactionOutput } from './ledger.ts';
import { memberReferenceInput } from './member-reference.ts';
import { idInput, idOutput } from './public-id.ts';
import { externalIdInput, kebabCaseInput, nameInput } from './text.ts';

const instructionId = externalIdInput.meta({
  description: 'The sender’s id of this request: sent again, nothing happens twice.',
  example: 'desk-0815',
});
const walletInput = kebabCaseInput.meta({ example: 'beans' });
const reasonInput = nameInput.meta({ description: 'Why, for the journal.', example: 'a broken cup' });
const pointsInput = z.int().positive().meta({ description: 'In the wallet’s smallest unit.', example: 120 });

/** Both signs, as a schema can say it. */
const signedPointsInput = z
  .union([z.int().positive(), z.int().negative()], { error: 'is not a whole number other than zero' })
  .meta({
    description: 'In the wallet’s smallest unit: what is added, or below zero taken.',
    example: 120,
  });

const expiresAtInput = instantInput
  .nullable()
  .optional()
  .meta({ description: 'Of points that are added. Left out: as the wallet’s rules have it; null: never.' });

export const transferInput = z
  .strictObject({
    id: instructionId,
    to: memberReferenceInput,
    wallet: walletInput,
    amount: pointsInput,
    reason: reasonInput,
  })
  .meta({
    id: 'Transfer',
    example: {
      id: 'app-17',
      to: { externalId: 'customer-18' },
      wallet: 'beans',
      amount: 50,
      reason: 'a gift',
    },
  });

/** What is adjusted, to the last word of which an approval is bound. */
export const adjustmentWords = {
  wallet: walletInput,
  amount: signedPointsInput,
  expiresAt: expiresAtInput,
  reason: reasonInput,
};

export const adjustmentInput = z
  .strictObject({
    id: instructionId,
    ...adjustmentWords,
    approval: idInput('apr').optional().meta({
      description: 'Somebody else’s approval of exactly this, for what goes beyond the program’s limit.',
    }),
  })
  .meta({
    id: 'Adjustment',
    example: { id: 'desk-0815', wallet: 'beans', amount: 120, reason: 'a broken cup' },
  });

export const openingInput = z
  .strictObject({
    id: instructionId,
    wallet: walletInput,
    amount: pointsInput,
    earnedAt: instantInput.optional().meta({ description: 'Now, unless given; not in the future.' }),
    expiresAt: expiresAtInput,
    reason: reasonInput,
  })
  .meta({
    id: 'OpeningBalance',
    example: {
      id: 'old-system-17',
      wallet: 'beans',
      amount: 1200,
      earnedAt: '2026-03-01T00:00:00Z',
      reason: 'from the old system',
    },
  });

export const mergeInput = z
  .strictObject({
    into: idInput('mem').meta({ description: 'Who stays.' }),
    reason: reasonInput,
  })
  .meta({
    id: 'MergeRequest',
    example: { into: 'mem_0198c0de-5a1e-7d2b-9f3c-2b1a4c5d6e7f', reason: 'one person, two cards' },
  });

export const mergeOutput = z
  .strictObject({
    into: idOutput('mem'),
    transaction: transactionOutput.nullable().meta({
      description: 'What left the member who goes; null: they had nothing.',
    }),
  })
  .meta({ id: 'Merge' });
