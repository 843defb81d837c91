import type { z } from 'zod';
import { MILLION } from '../../domain/return/goods.ts';
import { instantText } from '../../schemas/http/instant.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import type { returnOutput } from '../../schemas/http/return.ts';
import type { MemberReturn } from '../../services/return/return-row.ts';

export function returnBody({ memberId, recordedAt, back }: MemberReturn): z.infer<typeof returnOutput> {
  const { eventId, returnId, orderId, occurredAt, status, reason, missing, refused } = back;
  return {
    eventId: publicId('evt', eventId),
    memberId: publicId('mem', memberId),
    returnId,
    orderId,
    occurredAt: instantText(occurredAt),
    recordedAt: instantText(recordedAt),
    status,
    reason,
    missing: missing.map(({ sku, quantityMillionths, amountMinor }) => ({
      sku,
      quantity: sku === null ? null : quantityMillionths / MILLION,
      amountMinor,
    })),
    refused: [...refused],
  };
}
