import { sql } from 'kysely';
import { anyOfIds } from '../../../src/db/array-parameter.ts';
import type { Database } from '../../../src/db/database.ts';
import { NO_POINTS, type Balance } from '../../../src/domain/ledger/balance.ts';
import type { Uuid } from '../../../src/domain/values/identity.ts';
import { readShares } from '../../../src/schemas/stored/shares.ts';
import { balancesOf, lotsOf, programOf, redemptionState, type LedgerState } from './ledger-under-test.ts';

/** What the tables hold of some members, and what passed between them and the program. */
export async function stateInPostgres(db: Database, members: readonly Uuid[]): Promise<LedgerState> {
  const [balances, lots, accounts, redemptions] = await Promise.all([
    selectBalances(db, members),
    selectLots(db, members),
    selectAccounts(db, members),
    selectRedemptions(db, members),
  ]);
  return {
    balances: balancesOf(members, (member, wallet) => balances.get(`${member} ${wallet}`) ?? NO_POINTS),
    lots: lotsOf(lots),
    program: programOf(new Map(accounts.map(({ account, sum }) => [account, BigInt(sum)]))),
    redemptions: Object.fromEntries(
      redemptions.map(({ id, status, captured, shares }) => [
        id,
        redemptionState(status, captured, readShares(shares)),
      ]),
    ),
  };
}

async function selectBalances(db: Database, members: readonly Uuid[]): Promise<ReadonlyMap<string, Balance>> {
  const rows = await db
    .selectFrom('balance')
    .selectAll()
    .where('member_id', '=', anyOfIds(members))
    .execute();
  return new Map(rows.map((row) => [`${row.member_id} ${row.wallet}`, row]));
}

async function selectLots(db: Database, members: readonly Uuid[]) {
  return db
    .selectFrom('lot')
    .select(['id', 'wallet', 'remaining', 'held', 'vested', 'expires_at as expiresAt'])
    .where('member_id', '=', anyOfIds(members))
    .execute();
}

async function selectAccounts(db: Database, members: readonly Uuid[]) {
  const { rows } = await sql<{ account: string; sum: string }>`
    select p.wallet || ' ' || p.account as account, sum(p.amount)::text as sum
    from ledger_transaction t join posting p on p.transaction_id = t.id and p.recorded_at = t.recorded_at
    where t.member_id = ${anyOfIds(members)} and p.member_id is null
    group by p.wallet, p.account`.execute(db);
  return rows;
}

async function selectRedemptions(db: Database, members: readonly Uuid[]) {
  return db
    .selectFrom('redemption')
    .select(['id', 'status', 'captured', 'shares'])
    .where('member_id', '=', anyOfIds(members))
    .execute();
}
