import { sql, type RawBuilder } from 'kysely';

/** Something that is true of every sound ledger. */
export interface Invariant {
  readonly id: string;
  readonly says: string;
  /** A query for the rows that break it, the first of them first. */
  readonly broken: RawBuilder<unknown>;
}

/** The member's accounts as the journal adds them up. */
const ACCOUNTS = sql`
  select p.member_id, p.wallet,
    coalesce(sum(p.amount) filter (where p.account = 'member_active'), 0) as active,
    coalesce(sum(p.amount) filter (where p.account = 'member_pending'), 0) as pending,
    coalesce(sum(p.amount) filter (where p.account = 'member_held'), 0) as held,
    coalesce(-sum(p.amount) filter (where p.account = 'member_debt'), 0) as debt
  from posting p where p.member_id is not null group by p.member_id, p.wallet`;

/** What a member was ever given, less what returns took back. */
const GIVEN = sql`
  select t.member_id, p.wallet,
    coalesce(-sum(p.amount) filter (where p.account in ('issued', 'opened', 'reversed')), 0) as lifetime
  from posting p join ledger_transaction t on t.id = p.transaction_id and t.recorded_at = p.recorded_at
  group by t.member_id, p.wallet`;

/** What the lots hold, vested or not. */
const LOTS = sql`
  select member_id, wallet,
    coalesce(sum(remaining) filter (where vested), 0) as active,
    coalesce(sum(remaining) filter (where not vested), 0) as pending,
    sum(held) as held
  from lot group by member_id, wallet`;

/** What was taken from lots in spend order, and when. */
const CONSUMED = sql`
  select t.id, t.member_id, t.recorded_at, t.effective_at, m.lot_id
  from ledger_transaction t join lot_movement m on m.transaction_id = t.id
  where t.kind in ('redeem', 'hold', 'transfer', 'adjust') and m.delta < 0`;

/** I1 to I7 of double entry with lots, and what ties the ledger to the members' logs. */
export const INVARIANTS: readonly Invariant[] = [
  {
    id: 'I1',
    says: 'every transaction has two lines or more in each of its wallets, none is zero, and they sum to zero',
    broken: sql`
      select t.id as transaction_id, t.business_key, p.wallet, sum(p.amount) as sum, count(p.line) as lines
      from ledger_transaction t left join posting p on p.transaction_id = t.id and p.recorded_at = t.recorded_at
      group by t.id, t.business_key, p.wallet
      having count(p.line) < 2 or sum(p.amount) <> 0 or bool_or(p.amount = 0)
      order by t.id, p.wallet`,
  },
  {
    id: 'I2',
    says: 'all lines of a program sum to zero in each wallet',
    broken: sql`
      select program_id, wallet, sum(amount) as sum from posting
      group by program_id, wallet having sum(amount) <> 0 order by program_id, wallet`,
  },
  {
    id: 'I3',
    says: 'a balance folded from a log is the sum of the lines of the member’s accounts, and lifetime of what was given',
    broken: sql`
      select member_id, wallet, to_jsonb(b) - 'program_id' as balance, to_jsonb(a) as accounts, i.lifetime as given
      from balance b
      full join (${ACCOUNTS}) a using (member_id, wallet)
      full join (${GIVEN}) i using (member_id, wallet)
      where (b.active, b.pending, b.held, b.debt, b.lifetime)
        is distinct from (a.active, a.pending, a.held, a.debt, i.lifetime)
      order by member_id, wallet`,
  },
  {
    id: 'I4',
    says: 'what is active, pending and held is what the lots hold',
    broken: sql`
      select member_id, wallet, b.active, b.pending, b.held,
        l.active as lots_active, l.pending as lots_pending, l.held as lots_held
      from balance b full join (${LOTS}) l using (member_id, wallet)
      where (coalesce(b.active, 0), coalesce(b.pending, 0), coalesce(b.held, 0))
        <> (coalesce(l.active, 0), coalesce(l.pending, 0), coalesce(l.held, 0))
      order by member_id, wallet`,
  },
  {
    id: 'I5',
    says: 'a lot has what it began with and what was moved since, and holds what was moved to be held',
    broken: sql`
      select l.id as lot_id, l.member_id, l.earned, l.remaining, l.held,
        coalesce(m.moved, 0) as moved, coalesce(m.held, 0) as moved_to_be_held
      from lot l
      left join (
        select lot_id, sum(delta) as moved, sum(held) as held from lot_movement group by lot_id
      ) m on m.lot_id = l.id
      where l.remaining <> l.earned + coalesce(m.moved, 0) or l.held <> coalesce(m.held, 0)
      order by l.id`,
  },
  {
    id: 'I6',
    says: 'the lines of a lot in a transaction are what that transaction gave it at first or moved',
    broken: sql`
      select transaction_id, lot_id, p.spendable, p.held,
        coalesce(l.earned, 0) as first, coalesce(m.delta, 0) as moved, coalesce(m.held, 0) as moved_to_be_held
      from (
        select transaction_id, lot_id,
          coalesce(sum(amount) filter (where account in ('member_active', 'member_pending')), 0) as spendable,
          coalesce(sum(amount) filter (where account = 'member_held'), 0) as held
        from posting where lot_id is not null group by transaction_id, lot_id
      ) p
      full join lot_movement m using (transaction_id, lot_id)
      full join (select transaction_id, id as lot_id, earned from lot) l using (transaction_id, lot_id)
      where coalesce(p.spendable, 0) <> coalesce(l.earned, 0) + coalesce(m.delta, 0)
        or coalesce(p.held, 0) <> coalesce(m.held, 0)
      order by transaction_id, lot_id`,
  },
  {
    id: 'I7',
    says: 'every transaction has a permanent key of its own, and every key its transaction',
    broken: sql`
      select t.id as transaction_id, t.business_key, k.program_id, k.key, count(*) as pairs
      from ledger_transaction t
      full join (select * from business_key where transaction_id is not null) k
        on k.transaction_id = t.id and k.program_id = t.program_id and k.key = t.business_key
        and k.member_id = t.member_id
      group by t.id, t.business_key, k.program_id, k.key
      having t.id is null or k.key is null or count(*) > 1
      order by t.id, k.key`,
  },
  {
    id: 'I9',
    says: 'no point was spent, held or passed on before it vested, or once it had expired',
    // Whose clock is behind may spend what somebody ahead has let vest: the log is never behind either.
    broken: sql`
      select t.id as transaction_id, t.effective_at, t.recorded_at, l.id as lot_id, l.vests_at, l.expires_at
      from (${CONSUMED}) t join lot l on l.member_id = t.member_id and l.id = t.lot_id
      where l.vests_at > t.recorded_at or l.expires_at <= t.effective_at
      order by t.id, l.id`,
  },
  {
    id: 'I10',
    says: 'no point was spent, held or passed on while a lot that expires sooner was left untouched',
    broken: sql`
      select t.id as transaction_id, l.id as lot_id, sooner.id as untouched
      from (${CONSUMED}) t
      join lot l on l.member_id = t.member_id and l.id = t.lot_id
      join lot sooner on sooner.member_id = l.member_id and sooner.wallet = l.wallet
        and sooner.expires_at < coalesce(l.expires_at, 'infinity') and sooner.expires_at > t.effective_at
        and coalesce(sooner.vests_at, '-infinity') <= t.effective_at
      join ledger_transaction made on made.member_id = sooner.member_id and made.id = sooner.transaction_id
        and made.recorded_at < t.recorded_at
      where not exists (
        select from lot_movement m where m.lot_id = sooner.id and m.recorded_at <= t.recorded_at)
      order by t.id, l.id, sooner.id`,
  },
  {
    id: 'I12',
    says: 'what is held of a lot is what open redemptions have reserved of it',
    broken: sql`
      select lot_id, l.member_id, l.held, r.reserved
      from (select id as lot_id, member_id, held from lot where held > 0) l
      full join (
        select share."lotId" as lot_id, sum(share.points) as reserved
        from redemption, jsonb_to_recordset(shares) as share ("lotId" uuid, points bigint)
        where status = 'reserved' group by share."lotId"
      ) r using (lot_id)
      where l.held is distinct from r.reserved
      order by lot_id`,
  },
  {
    id: 'spent',
    says: 'what a redemption has spent is what its one transaction redeemed',
    broken: sql`
      select r.id as redemption_id, r.member_id, r.captured, t.redeemed
      from redemption r
      left join (
        select t.member_id, t.business_key, sum(p.amount) as redeemed
        from ledger_transaction t join posting p on p.transaction_id = t.id and p.recorded_at = t.recorded_at
        where t.kind in ('redeem', 'capture') and p.account = 'redeemed'
        group by t.member_id, t.business_key
      ) t on t.member_id = r.member_id
        and t.business_key = case when r.expires_at is null then 'redeem:' else 'resolve:' end || r.id
      where r.captured <> coalesce(t.redeemed, 0)
      order by r.id`,
  },
  {
    id: 'I14',
    says: 'what one member passed on, another one received',
    broken: sql`
      select program_id, wallet, sum(amount) as sum from posting where account = 'transferred'
      group by program_id, wallet having sum(amount) <> 0 order by program_id, wallet`,
  },
  {
    id: 'debts',
    says: 'nobody has active points and a debt in one wallet',
    broken: sql`
      select member_id, wallet, active, debt from balance where active > 0 and debt > 0
      order by member_id, wallet`,
  },
  {
    id: 'logs',
    says: 'a member’s log counts from 1 without gaps, in the order in which it was recorded',
    broken: sql`
      select member_id, f.last_seq, e.events, e.last, e.out_of_order
      from member_facts f
      full join (
        select member_id, count(*) as events, max(seq) as last, count(*) filter (where recorded_at < before) as out_of_order
        from (
          select member_id, seq, recorded_at, lag(recorded_at) over (partition by member_id order by seq) as before
          from member_event
        ) steps group by member_id
      ) e using (member_id)
      where f.last_seq is distinct from coalesce(e.events, 0) or e.last is distinct from e.events or e.out_of_order > 0
      order by member_id`,
  },
];
