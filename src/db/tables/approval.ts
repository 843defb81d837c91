import type { ApprovalStatus } from '../../domain/approval/approval.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { BigInteger, Json, NullableTimestamp, Timestamp } from './column.ts';

export interface ApprovalTables {
  approval: {
    id: Uuid;
    program_id: string;
    member_id: Uuid;
    /** What is to be approved, for whoever reads it. */
    adjustment: Json;
    /** By what it is recognised when it is carried out. */
    payload_hash: string;
    status: ApprovalStatus;
    requested_by: string;
    requested_at: Timestamp;
    expires_at: Timestamp;
    decided_by: string | null;
    decided_at: NullableTimestamp;
    used_by: string | null;
    used_at: NullableTimestamp;
    transaction_id: Uuid | null;
  };
  /** What somebody adjusted alone: points added and taken, both counted, by day of the program's zone. */
  adjustment_day: {
    program_id: string;
    actor: string;
    wallet: string;
    /** `YYYY-MM-DD`. */
    day: string;
    points: BigInteger;
  };
}
