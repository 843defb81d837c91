import { z } from 'zod';
import { adjustmentWords } from './instruction.ts';
import { instantInput, instantOutput } from './instant.ts';
import { pageInput, pageOutput } from './page.ts';
import { idInput, idOutput } from './public-id.ts';
import { externalIdInput } from './text.ts';

const STATUSES = ['pending', 'approved', 'rejected', 'used'] as const;

export const approvalParams = z.strictObject({ id: idInput('apr') });

export const approvalsQuery = pageInput(z.tuple([instantInput, idInput('apr')])).extend({
  status: z.enum(STATUSES).default('pending').meta({ default: 'pending' }),
});

export const approvalInput = z
  .strictObject({
    id: externalIdInput.meta({
      description: 'The sender’s id of this request: sent again, nothing happens twice.',
      example: 'desk-0815',
    }),
    memberId: idInput('mem'),
    ...adjustmentWords,
  })
  .meta({
    id: 'ApprovalRequest',
    example: {
      id: 'desk-0815',
      memberId: 'mem_0198c0de-5a1e-7d2b-9f3c-2b1a4c5d6e7f',
      wallet: 'beans',
      amount: 1200,
      reason: 'a broken machine',
    },
  });

export const approvalOutput = z
  .strictObject({
    id: idOutput('apr'),
    memberId: idOutput('mem'),
    wallet: z.string(),
    amount: z.int().meta({ description: 'What is to be added, or below zero taken.' }),
    expiresAt: z
      .union([instantOutput, z.literal('by_wallet')])
      .nullable()
      .meta({ description: 'Of the points; `by_wallet`: as the wallet’s rules have it; null: never.' }),
    reason: z.string(),
    status: z.enum(STATUSES),
    requestedBy: z.string().meta({ example: 'operator:ann' }),
    requestedAt: instantOutput,
    lapsesAt: instantOutput.meta({ description: 'From here on it can neither be given nor used.' }),
    decidedBy: z.string().nullable().meta({ description: 'Who approved or rejected it.' }),
    decidedAt: instantOutput.nullable(),
    transaction: idOutput('txn').nullable().meta({ description: 'The adjustment that used it.' }),
  })
  .meta({ id: 'Approval' });

export const approvalsOutput = pageOutput(approvalOutput).meta({ id: 'Approvals' });
