import { sql } from 'kysely';
import { timestamp } from '../../db/timestamp.ts';
import type { Approval, ApprovalStatus } from '../../domain/approval/approval.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import type { Context } from '../context.ts';
import { pageOf, type Page } from '../page.ts';
import { approvalOf, selectApprovals } from './approval-row.ts';

/** The last approval of a page. */
export interface ApprovalKey {
  readonly requestedAt: Instant;
  readonly id: Uuid;
}

export interface ListApprovals {
  readonly status: ApprovalStatus;
  readonly limit: number;
  /** Only approvals after this one in the list; null: from the earliest. */
  readonly after: ApprovalKey | null;
}

/** The approvals of the program that stand so, the earliest request first. Some may have expired meanwhile. */
export async function listApprovals(
  ctx: Context,
  programId: string,
  { status, limit, after }: ListApprovals,
): Promise<Page<Approval, ApprovalKey>> {
  let query = selectApprovals(ctx.db, programId)
    .where('status', '=', status)
    .orderBy('requested_at')
    .orderBy('id')
    .limit(limit + 1);
  if (after !== null) {
    query = query.where(
      sql<boolean>`(requested_at, id) > (${timestamp(after.requestedAt)}, ${after.id}::uuid)`,
    );
  }
  const rows = await query.execute();
  const items = rows.slice(0, limit).map(approvalOf);
  return pageOf(items, rows.length > limit, ({ requestedAt, id }) => ({ requestedAt, id }));
}
