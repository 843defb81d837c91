import type { Uuid } from '../../../src/domain/values/identity.ts';
import type { Operation } from './operation.ts';
import type { Outcome, ReferenceLedger } from './reference-ledger.ts';
import { WALLETS } from './story-program.ts';

/** Something that keeps a ledger, to be held against the model. */
export interface LedgerUnderTest {
  perform(operation: Operation): Promise<Outcome> | Outcome;
  state(): Promise<LedgerState> | LedgerState;
}

/** All that two ledgers are compared by; lots from which all has gone are left out. */
export interface LedgerState {
  /** By member and wallet: active, pending, held, debt, lifetime. */
  readonly balances: Readonly<Record<string, readonly number[]>>;
  /** By id: wallet, remaining, held, whether it has vested, and when it expires. */
  readonly lots: Readonly<Record<string, readonly unknown[]>>;
  /** By wallet and account of the program. */
  readonly program: Readonly<Record<string, string>>;
  /** By id: status, what was captured, and by lot what is held, or was spent. */
  readonly redemptions: Readonly<Record<string, readonly unknown[]>>;
}

export function stateOfModel(model: ReferenceLedger): LedgerState {
  const lots = [...model.members.values()].flatMap((member) => Array.from(member.lots.values()));
  return {
    balances: balancesOf([...model.members.keys()], (member, wallet) => model.balance(member, wallet)),
    lots: lotsOf(lots),
    program: programOf(model.program),
    redemptions: Object.fromEntries(
      [...model.redemptions.values()].map(({ id, status, captured, shares }) => [
        id,
        redemptionState(
          status,
          captured,
          shares.map(({ lot: lotId, points }) => ({ lotId, points })),
        ),
      ]),
    ),
  };
}

export function redemptionState(
  status: string,
  captured: number,
  shares: readonly { readonly lotId: Uuid; readonly points: number }[],
): readonly unknown[] {
  return [status, captured, shares.map(({ lotId, points }) => `${lotId} ${points}`)];
}

interface ComparedBalance {
  readonly active: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
  readonly lifetime: number;
}

export function balancesOf(
  members: readonly Uuid[],
  balance: (member: Uuid, wallet: string) => ComparedBalance,
): LedgerState['balances'] {
  return Object.fromEntries(
    members.flatMap((member) =>
      WALLETS.map((wallet) => {
        const { active, pending, held, debt, lifetime } = balance(member, wallet);
        return [`${member} ${wallet}`, [active, pending, held, debt, lifetime]];
      }),
    ),
  );
}

interface ComparedLot {
  readonly id: Uuid;
  readonly wallet: string;
  readonly remaining: number;
  readonly held: number;
  readonly vested: boolean;
  readonly expiresAt: number | null;
}

export function lotsOf(lots: readonly ComparedLot[]): LedgerState['lots'] {
  return Object.fromEntries(
    lots
      .filter(({ remaining, held }) => remaining > 0 || held > 0)
      .map(({ id, wallet, remaining, held, vested, expiresAt }) => [
        id,
        [wallet, remaining, held, vested, expiresAt],
      ]),
  );
}

/** The accounts that are not empty. */
export function programOf(sums: ReadonlyMap<string, bigint>): LedgerState['program'] {
  const moved = [...sums].filter(([, sum]) => sum !== 0n);
  return Object.fromEntries(moved.map(([account, sum]) => [account, String(sum)]));
}
