import type { ReturnStatus } from '../../domain/return/goods-return.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Json, Timestamp } from './column.ts';

export interface ReturnTables {
  /** What became of each return; the goods and the points of it that are open. */
  goods_return: {
    event_id: Uuid;
    program_id: string;
    member_id: Uuid;
    return_id: string;
    order_id: string | null;
    source: string;
    occurred_at: Timestamp;
    recorded_at: Timestamp;
    status: ReturnStatus;
    reason: string | null;
    missing: Json;
    refused: Json;
  };
  /** How much of each line of a purchase has come back. */
  returned_goods: {
    member_id: Uuid;
    purchase_event_id: Uuid;
    returned: Json;
  };
}
