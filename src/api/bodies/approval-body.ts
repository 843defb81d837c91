import type { z } from 'zod';
import type { Approval } from '../../domain/approval/approval.ts';
import type { approvalOutput } from '../../schemas/http/approval.ts';
import { instantText } from '../../schemas/http/instant.ts';
import { publicId } from '../../schemas/http/public-id.ts';

export function approvalBody(approval: Approval): z.infer<typeof approvalOutput> {
  const { id, adjustment, status, requestedBy, decidedBy, transactionId } = approval;
  const { memberId, wallet, points, expiresAt, reason } = adjustment;
  return {
    id: publicId('apr', id),
    memberId: publicId('mem', memberId),
    wallet,
    amount: points,
    expiresAt: expiresAt === 'by_wallet' ? expiresAt : instantText(expiresAt),
    reason,
    status,
    requestedBy,
    requestedAt: instantText(approval.requestedAt),
    lapsesAt: instantText(approval.expiresAt),
    decidedBy,
    decidedAt: instantText(approval.decidedAt),
    transaction: transactionId === null ? null : publicId('txn', transactionId),
  };
}
