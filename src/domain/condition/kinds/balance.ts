import { balanceOf } from '../../ledger/balance.ts';
import { faultsOfWord } from '../../program/fault.ts';
import { compares } from '../../values/comparison.ts';
import type { BalanceCondition } from '../condition.ts';
import type { ConditionKind } from '../condition-kind.ts';
import { POINTS_EVENTS } from '../../ledger/points-events.ts';
import { always } from '../verdict.ts';

/** The points of a wallet in one state compare; a wallet that never moved holds zero. Vesting and expiry are events. */
export const balance: ConditionKind<BalanceCondition> = {
  evaluate: ({ wallet, state, test }, { facts }) =>
    always(compares(test, balanceOf(facts.balances, wallet)[state])),
  watches: () => [],
  dependsOn: () => POINTS_EVENTS,
  check: ({ wallet }, { program }) =>
    faultsOfWord(['wallet'], 'wallet', wallet, Object.keys(program.wallets)),
};
