import type { z } from 'zod';
import type { Redemption } from '../../domain/redemption/redemption.ts';
import { instantText } from '../../schemas/http/instant.ts';
import { publicId } from '../../schemas/http/public-id.ts';
import type { redemptionOutput } from '../../schemas/http/redemption.ts';

export function redemptionBody(redemption: Redemption): z.infer<typeof redemptionOutput> {
  const { id, wallet, points, captured, reason, orderId, status } = redemption;
  const { createdAt, expiresAt, resolvedAt } = redemption;
  return {
    id: publicId('rdm', id),
    wallet,
    amount: points,
    captured,
    reason,
    orderId,
    status,
    createdAt: instantText(createdAt),
    expiresAt: instantText(expiresAt),
    resolvedAt: instantText(resolvedAt),
  };
}
