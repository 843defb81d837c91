import { transfer } from '../../domain/ledger/transfer.ts';
import { spendableWallet } from '../../domain/program/wallets.ts';
import { passageKey } from '../../domain/values/business-key.ts';
import { fingerprint } from '../../domain/values/hash.ts';
import type { Uuid } from '../../domain/values/identity.ts';
import { ok, type Result } from '../../domain/values/result.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Context } from '../context.ts';
import {
  doneBefore,
  entryUnder,
  headOf,
  instructionId,
  onceByKey,
  type Instructed,
  type Instruction,
} from './instruction.ts';
import { ledgersOf, postPair, withLockedPair, type LockedPair } from './with-locked-member.ts';

export interface TransferPoints extends Instruction {
  readonly fromId: Uuid;
  readonly intoId: Uuid;
  readonly wallet: string;
  readonly points: number;
}

/**
 * Active points pass from one member to another and keep their expiry; those that expire first go first. A debt of the
 * other is repaid with them. Sending it again changes nothing. Refuses `no_program`, `unknown_member`, `member_merged`,
 * `same_member`, `unknown_wallet`, `wallet_not_spendable`, `invalid_amount`, `insufficient_points`, `points_overflow`,
 * and `key_conflict` when the id was used for something else.
 */
export async function transferPoints(ctx: Context, input: TransferPoints): Promise<Result<Instructed>> {
  return onceByKey(() => withLockedPair(ctx, input, (locked) => carryOut(locked, input)));
}

async function carryOut(locked: LockedPair, input: TransferPoints): Promise<Result<Instructed>> {
  const { ctx } = locked;
  const { programId, fromId, intoId, wallet, points, reason } = input;
  const id = instructionId('transfer', input);
  const heads = {
    out: headOf(ctx, passageKey('transfer', id, 'out'), reason),
    into: headOf(ctx, passageKey('transfer', id, 'into'), reason),
  };
  const { businessKey } = heads.out;
  const contentHash = fingerprint({ fromId, intoId, wallet, points, reason });
  const before = await doneBefore(locked.tx, { programId, memberId: fromId, businessKey, contentHash });
  if (!before.ok) return before;
  if (before.value !== null) return ok({ status: 'duplicate', entry: before.value });
  const spendable = spendableWallet(locked.posting.definitions.program, wallet);
  if (!spendable.ok) return spendable;
  const ledgers = await ledgersOf(locked);
  const moved = transfer(ledgers.from.standing, ledgers.into.standing, heads, { wallet, points }, ctx.now);
  if (!moved.ok) return moved;
  const posted = await postPair(locked, ledgers, moved.value, new Map([[businessKey, contentHash]]));
  if (!posted.ok) return posted;
  await appendAudit(locked.tx, ctx, {
    programId,
    action: 'points.transferred',
    subject: fromId,
    detail: { into: intoId, wallet, points, transaction: moved.value.out.id },
  });
  const entry = await entryUnder(locked.tx, { programId, memberId: fromId, businessKey });
  return ok({ status: 'done', entry });
}
