import { resolve } from '../../condition/resolve.ts';
import { lotTerms } from '../../earning/lot-terms.ts';
import { award } from '../../ledger/award.ts';
import { post } from '../../ledger/post.ts';
import type { LedgerTransaction } from '../../ledger/transaction.ts';
import { faultsOfWord } from '../../program/fault.ts';
import { awardKey } from '../../values/business-key.ts';
import type { AwardPointsNode } from '../journey.ts';
import { go, type NodeKind, type Scene } from './node-kind.ts';

/**
 * Awards points now, with the wallet's own terms unless the node names another pending time. The result is `{ points }`.
 * Leaves by `refused` with `{ reason }` where the amount is no whole number above zero (`invalid_amount`) or the balance
 * would pass the safe range (`points_overflow`).
 */
export const awardPoints: NodeKind<AwardPointsNode> = {
  arrive: (node, scene) => {
    const points = resolve(node.points, scene.moment);
    const isAmount = typeof points === 'number' && Number.isSafeInteger(points) && points > 0;
    if (!isAmount) return refused(node, 'invalid_amount');
    const transaction = transactionOf(node, points, scene);
    const posted = post(scene.moment.facts.balances, transaction);
    if (!posted.ok) return refused(node, posted.refusal.code);
    return go('next', node.next, { result: { points }, posted: { transaction, balances: posted.value } });
  },
  ways: (node) => [
    { name: 'next', to: node.next },
    { name: 'refused', to: node.refused },
  ],
  sources: (node) => [{ path: ['amount'], value: node.points }],
  check: ({ wallet }, { program }) =>
    faultsOfWord(['wallet'], 'wallet', wallet, Object.keys(program.wallets)),
};

function transactionOf(node: AwardPointsNode, points: number, scene: Scene): LedgerTransaction {
  const { program, journey, run, occasion } = scene;
  const { memberId, now } = scene.moment;
  const { node: id } = run.standing;
  const terms = lotTerms(program, node.wallet, now, node.pendingFor ?? undefined);
  return award({
    businessKey: awardKey({ runId: run.id, node: id, passage: run.passages[id] ?? 0 }),
    programId: program.id,
    memberId,
    effectiveAt: now,
    causeEventId: occasion.kind === 'event' ? occasion.event.id : null,
    actor: `journey:${journey.id}`,
    reason: null,
    lines: [{ wallet: node.wallet, points, rule: `${journey.id}/${id}`, ...terms }],
    now,
  });
}

function refused(node: AwardPointsNode, reason: string) {
  return go('refused', node.refused, { result: { reason }, because: { reason } });
}
