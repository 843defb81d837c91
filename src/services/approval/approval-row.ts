import type { InferResult } from 'kysely';
import type { Queryable, Tx } from '../../db/database.ts';
import type { Approval } from '../../domain/approval/approval.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import type { Instant } from '../../domain/values/instant.ts';
import { readAdjustment, writeAdjustment } from '../../schemas/stored/approval.ts';

/** The program's approvals in the form that `approvalOf` reads. */
export function selectApprovals(db: Queryable, programId: string) {
  return db
    .selectFrom('approval')
    .select(['id', 'adjustment', 'status', 'payload_hash as payloadHash', 'transaction_id as transactionId'])
    .select(['requested_by as requestedBy', 'requested_at as requestedAt', 'expires_at as expiresAt'])
    .select(['decided_by as decidedBy', 'decided_at as decidedAt'])
    .where('program_id', '=', programId);
}

type Row = InferResult<ReturnType<typeof selectApprovals>>[number];

/** An approval as it is kept. An adjustment that cannot be read throws `UnreadableJson`. */
export function approvalOf({ adjustment, ...row }: Row): Approval {
  return { ...row, adjustment: readAdjustment(adjustment) };
}

/** The approval, which nobody else decides or uses until the transaction ends; null: the program has none by this id. */
export async function lockApproval(tx: Tx, programId: string, id: Uuid): Promise<Approval | null> {
  const row = await selectApprovals(tx, programId).where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : approvalOf(row);
}

/** Answers whether it was inserted: not where there is one by this id. */
export async function insertApproval(tx: Tx, programId: string, approval: Approval): Promise<boolean> {
  const { id, adjustment, payloadHash, requestedBy, requestedAt, expiresAt } = approval;
  const inserted = await tx
    .insertInto('approval')
    .values({
      id,
      program_id: programId,
      member_id: adjustment.memberId,
      adjustment: writeAdjustment(adjustment),
      payload_hash: payloadHash,
      requested_by: requestedBy,
      requested_at: new Date(requestedAt),
      expires_at: new Date(expiresAt),
      ...decisionOf(approval),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** Writes down what was decided. */
export async function saveDecision(tx: Tx, approval: Approval): Promise<void> {
  await tx.updateTable('approval').set(decisionOf(approval)).where('id', '=', approval.id).execute();
}

function decisionOf({ status, decidedBy, decidedAt }: Approval) {
  return { status, decided_by: decidedBy, decided_at: dateOf(decidedAt) };
}

function dateOf(instant: Instant | null): Date | null {
  return instant === null ? null : new Date(instant);
}
