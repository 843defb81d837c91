import type { OpenReturnRow } from '../../db/queries/returns.ts';
import type { GoodsReturn } from '../../domain/return/goods-return.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { readMissing, readOpenReason, readRefused } from '../../schemas/stored/returns.ts';

/** A return, whose it is, and when it was recorded. */
export interface MemberReturn {
  readonly memberId: Uuid;
  readonly recordedAt: Instant;
  readonly back: GoodsReturn;
}

/** A return as it is kept. Goods or a reason that are malformed are a bug and throw. */
export function memberReturn(row: OpenReturnRow): MemberReturn {
  return {
    memberId: row.member_id,
    recordedAt: row.recorded_at,
    back: {
      eventId: row.event_id,
      returnId: row.return_id,
      orderId: row.order_id,
      source: row.source,
      occurredAt: row.occurred_at,
      status: row.status,
      reason: readOpenReason(row.reason),
      missing: readMissing(row.missing),
      refused: readRefused(row.refused),
    },
  };
}

/** As `memberReturn` reads it. */
export function returnRow(programId: string, { memberId, recordedAt, back }: MemberReturn) {
  return {
    event_id: back.eventId,
    program_id: programId,
    member_id: memberId,
    return_id: back.returnId,
    order_id: back.orderId,
    source: back.source,
    occurred_at: back.occurredAt,
    recorded_at: recordedAt,
    status: back.status,
    reason: back.reason,
    missing: JSON.stringify(back.missing),
    refused: JSON.stringify(back.refused),
  };
}
