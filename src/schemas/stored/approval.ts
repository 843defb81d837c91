import type { ProposedAdjustment } from '../../domain/approval/approval.ts';
import { readStored, type Format } from './format.ts';

const ADJUSTMENT: Format<ProposedAdjustment> = {
  name: 'adjustment',
  version: 1,
  names: ['memberId', 'wallet', 'points', 'expiresAt', 'reason'],
  upcasters: {},
};

/** `approval.adjustment`. */
export function readAdjustment(stored: unknown): ProposedAdjustment {
  const { memberId, wallet, points, expiresAt, reason } = readStored(ADJUSTMENT, stored);
  return { memberId, wallet, points, expiresAt, reason };
}

/** As `readAdjustment` reads it. */
export function writeAdjustment(adjustment: ProposedAdjustment): string {
  return JSON.stringify({ version: ADJUSTMENT.version, ...adjustment });
}
