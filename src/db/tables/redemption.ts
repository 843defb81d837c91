import type { RedemptionStatus } from '../../domain/redemption/redemption.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { BigInteger, Json, NullableTimestamp, Timestamp } from './column.ts';

export interface RedemptionTables {
  redemption: {
    id: Uuid;
    program_id: string;
    member_id: Uuid;
    wallet: string;
    points: BigInteger;
    captured: BigInteger;
    reason: string;
    order_id: string | null;
    content_hash: string;
    status: RedemptionStatus;
    shares: Json;
    expires_at: NullableTimestamp;
    created_at: Timestamp;
    resolved_at: NullableTimestamp;
  };
}
