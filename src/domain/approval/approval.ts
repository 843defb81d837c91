import type { GivenExpiry } from '../earning/given-expiry.ts';
import type { Uuid } from '../values/identity.ts';
import { fingerprint } from '../values/hash.ts';
import { DAY_MS, instantOf, type Instant } from '../values/instant.ts';
import { ok, refuse, type Result } from '../values/result.ts';

/** So long after it was asked for may an approval be given and used. */
const APPROVAL_HOURS = 72;
const APPROVAL_MS = (APPROVAL_HOURS / 24) * DAY_MS;

/** What is to be approved, to the last word. */
export interface ProposedAdjustment {
  readonly memberId: Uuid;
  readonly wallet: string;
  /** Whole and not zero: what is added, or below zero taken. */
  readonly points: number;
  /** Of points that are added. */
  readonly expiresAt: GivenExpiry;
  readonly reason: string;
}

/**
 * - `pending`: nobody has decided. - `rejected`: it never will be carried out.
 * - `approved`: it may be carried out, once. - `used`: it was.
 */
export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'used';

/** Somebody's request that somebody else agree to an adjustment. */
export interface Approval {
  readonly id: Uuid;
  readonly adjustment: ProposedAdjustment;
  /** Of the adjustment: what is carried out has the same. */
  readonly payloadHash: string;
  readonly status: ApprovalStatus;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  /** From here on it can neither be given nor used. */
  readonly expiresAt: Instant;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
  /** The transaction that used it. */
  readonly transactionId: Uuid | null;
}

/** An approval that somebody asks for: pending, and good for `APPROVAL_HOURS`. */
export function requested(
  id: Uuid,
  adjustment: ProposedAdjustment,
  { by, now }: { readonly by: string; readonly now: Instant },
): Approval {
  return {
    id,
    adjustment,
    payloadHash: payloadHashOf(adjustment),
    status: 'pending',
    requestedBy: by,
    requestedAt: now,
    expiresAt: instantOf(now + APPROVAL_MS),
    decidedBy: null,
    decidedAt: null,
    transactionId: null,
  };
}

/** The same for the same adjustment only: each of its words counts. */
export function payloadHashOf(adjustment: ProposedAdjustment): string {
  return fingerprint({ ...adjustment });
}

/** Refuses `approval_decided`, `approval_expired`, and `self_approval` by whoever asked. */
export function approve(approval: Approval, by: string, now: Instant): Result<Approval> {
  const open = stillOpen(approval, now);
  if (!open.ok) return open;
  if (by === approval.requestedBy) {
    return refuse('self_approval', 'whoever asks for an approval cannot give it');
  }
  return ok({ ...approval, status: 'approved', decidedBy: by, decidedAt: now });
}

/** Whoever asked may reject it as well: they take it back. Refuses `approval_decided` and `approval_expired`. */
export function reject(approval: Approval, by: string, now: Instant): Result<Approval> {
  const open = stillOpen(approval, now);
  if (!open.ok) return open;
  return ok({ ...approval, status: 'rejected', decidedBy: by, decidedAt: now });
}

/**
 * Whether an adjustment may be carried out by an approval now. Refuses `approval_mismatch` for any other adjustment
 * than the one that was approved, `approval_used`, `approval_missing` while it is pending or rejected, and
 * `approval_expired`.
 */
export function checkUse(
  { status, payloadHash, expiresAt }: Approval,
  adjustment: ProposedAdjustment,
  now: Instant,
): Result<null> {
  if (payloadHashOf(adjustment) !== payloadHash) {
    return refuse('approval_mismatch', 'another adjustment than this one was approved', '/approval');
  }
  if (status === 'used') return refuse('approval_used', 'the approval has been used', '/approval');
  if (status !== 'approved') return refuse('approval_missing', `the approval is ${status}`, '/approval');
  return expiresAt <= now ? expired() : ok(null);
}

function stillOpen({ status, expiresAt }: Approval, now: Instant): Result<null> {
  if (status !== 'pending') return refuse('approval_decided', `the approval is ${status} already`);
  return expiresAt <= now ? expired() : ok(null);
}

function expired(): Result<never> {
  return refuse('approval_expired', `it was asked for more than ${APPROVAL_HOURS} hours ago`);
}
